import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPensAnswer, writePensNotice } from './pens-message.js';

test('CMI010 §6.2: the required fields of a collect command', () => {
  const body = new URLSearchParams(
    writePensNotice({
      packageId: 'https://bridge.example/courses/ladders',
      packageUrl: 'https://bridge.example/p/ladders.zip?a=1&b=2',
      expiresAt: new Date('2026-11-25T06:51:29.123Z'),
      receiptUrl: 'https://bridge.example/r',
    }),
  );
  expect(Object.fromEntries(body)).toEqual({
    command: 'collect',
    'pens-version': '1.0.0',
    'package-type': 'aicc-pkg',
    'package-type-version': '4.0',
    'package-format': 'zip',
    'package-id': 'https://bridge.example/courses/ladders',
    'package-url': 'https://bridge.example/p/ladders.zip?a=1&b=2',
    'package-url-expiry': '2026-11-25T06:51:29Z',
    client: 'aicc-bridge',
    receipt: 'https://bridge.example/r',
    alerts: 'https://bridge.example/r',
  });
});

test.each([
  [
    'accepted',
    'error=0\r\nerror-text=collect command received\r\nversion=1.0.0\r\npens-data=\r\n',
    { kind: 'accepted' },
  ],
  ['refused', 'error=1421\nerror-text=cannot parse', { kind: 'refused', error: 1421, text: 'cannot parse' }],
  ['a web page', '<html>Log in</html>', { kind: 'not-pens' }],
])('understands an answer: %s', (_why, body, expected) => expect(readPensAnswer(body)).toEqual(expected));

test('never throws, whatever an LMS answers', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (body) => void readPensAnswer(body)));
});
