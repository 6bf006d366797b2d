/**
 * Text of a visitor as PostgreSQL and JSON readers take it: without control characters (it refuses NUL) and halves of letters. Found by the
 * abuse suite: `%00` in a launch address was a 500.
 */
export function storableText(text: string): string {
  return text.replace(/\p{Cc}|\p{Cs}/gu, '\ufffd');
}
