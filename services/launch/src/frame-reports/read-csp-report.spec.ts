import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { saysFrameRefused } from './read-csp-report.js';

test.each([
  ['Chromium', { 'csp-report': { 'violated-directive': 'frame-ancestors', 'blocked-uri': 'http://b.example/' } }, true],
  ['CSP 2, with the list behind', { 'csp-report': { 'violated-directive': "frame-ancestors 'self'" } }, true],
  ['the Reporting API', [{ type: 'csp-violation', body: { effectiveDirective: 'frame-ancestors' } }], true],
  ['a script that an extension put in', { 'csp-report': { 'violated-directive': 'script-src-elem' } }, false],
  ['another kind of report', [{ type: 'intervention', body: { effectiveDirective: 'frame-ancestors' } }], false],
  ['no report at all', 'frame-ancestors', false],
])('%s: %j', (_why, report, expected) => expect(saysFrameRefused(JSON.stringify(report))).toBe(expected));

test('never throws, whatever somebody sends', () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => void saysFrameRefused(text)));
});
