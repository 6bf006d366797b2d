import { expect, test } from '@jest/globals';
import { Keyring } from './sealed-text.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
const old = Keyring.parse(`k1:${key(1)}`);
const rotated = Keyring.parse(`k2:${key(2)},k1:${key(1)}`);

test('what was sealed is read again, and never the same twice', () => {
  const sealed = old.seal('sid-ä-1', 'launch-1/aicc_sid');
  expect(old.unseal(sealed, 'launch-1/aicc_sid')).toBe('sid-ä-1');
  expect(sealed).not.toContain('sid');
  expect(old.seal('sid-ä-1', 'launch-1/aicc_sid')).not.toBe(sealed);
});

test('a sealed text works for no other launch and no other field', () => {
  const sealed = old.seal('x', 'launch-1/aicc_sid');
  expect(() => old.unseal(sealed, 'launch-2/aicc_sid')).toThrow();
  expect(() => old.unseal(sealed, 'launch-1/aicc_url')).toThrow();
});

test('F88: after a rotation old texts and digests still hold; a missing key is named', () => {
  const sealed = old.seal('x', 'p');
  expect(rotated.unseal(sealed, 'p')).toBe('x');
  expect(rotated.digest('x')).toBe(old.digest('x'));
  expect(() => old.unseal(rotated.seal('x', 'p'), 'p')).toThrow('The key "k2" is not in KEYRING');
});

test.each(['', 'k1', 'k1:short', `k1:${key(1)}:x`])('KEYRING=%j is refused without showing it', (text) => {
  expect(() => Keyring.parse(text)).toThrow(/KEYRING must be/);
});
