/** 32 characters without 0, 1, I and O: no two of them are mixed up when read aloud. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A receipt code of 4 characters; `random` gives integers below a limit. Unique per tenant and day by the table's key. */
export function receiptCode(random: (below: number) => number): string {
  return Array.from({ length: 4 }, () => ALPHABET.charAt(random(ALPHABET.length))).join('');
}
