import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namesTag, readByteRange, readIfRange } from './byte-range.js';

test.each([
  ['none', undefined, { kind: 'whole' }],
  ['from a byte on', 'bytes=500-', { kind: 'part', from: 500, to: 999 }],
  ['between two bytes', 'bytes=0-0', { kind: 'part', from: 0, to: 0 }],
  ['beyond the end', 'bytes=900-5000', { kind: 'part', from: 900, to: 999 }],
  ['the last bytes', 'bytes=-22', { kind: 'part', from: 978, to: 999 }],
  ['more last bytes than there are', 'bytes=-5000', { kind: 'part', from: 0, to: 999 }],
  ['from after the end', 'bytes=1000-', { kind: 'unsatisfiable' }],
  ['no last bytes', 'bytes=-0', { kind: 'unsatisfiable' }],
  ['several ranges', 'bytes=0-1,5-6', { kind: 'whole' }],
  ['another unit', 'lines=1-2', { kind: 'whole' }],
  ['backwards', 'bytes=5-2', { kind: 'whole' }],
])('RFC 9110 §14: %s', (_why, header, wanted) => expect(readByteRange(header, 1_000)).toEqual(wanted));

test('a part always lies within the file, whatever is asked for', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5_000 }), (junk, a, b, total) => {
      for (const header of [junk, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
        const wanted = readByteRange(header, total);
        if (wanted.kind === 'part')
          expect(0 <= wanted.from && wanted.from <= wanted.to && wanted.to < total).toBe(true);
      }
    }),
  );
});

test('If-Range: strong tags only; If-None-Match: weak ones too', () => {
  expect([readIfRange('"a"'), readIfRange('W/"a"'), readIfRange('Tue, 24 Nov 2026 00:00:00 GMT')]).toEqual([
    '"a"',
    null,
    null,
  ]);
  expect([namesTag('"b", W/"a"', '"a"'), namesTag('*', '"a"'), namesTag('"b"', '"a"')]).toEqual([true, true, false]);
});
