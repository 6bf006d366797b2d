/** A launch key from 128 random bits: 26 characters of lower-case Crockford base 32, so that no LMS can damage it by changing case. */
export function launchKeyOf(bytes: Uint8Array): string {
  const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
  let bits = bytes.slice(0, 16).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  let key = '';
  for (let at = 0; at < 26; at += 1) {
    key = ALPHABET.charAt(Number(bits & 31n)) + key;
    bits >>= 5n;
  }
  return key;
}
