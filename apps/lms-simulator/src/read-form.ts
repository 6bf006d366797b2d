/**
 * The fields of a HACP request as the recorded Moodle sees them. In a POST names count in any case, and query and body are taken together;
 * in a GET only lower-case names are seen. Of two equal fields the last one wins. A name with brackets is an array, which it cannot use:
 * null. Bytes that are not UTF-8, and NUL, are dropped.
 */
export function readForm(query: string, body: string | null): Map<string, string> | null {
  const pairs = [...new URLSearchParams(query), ...new URLSearchParams(body ?? '')];
  if (pairs.some(([name]) => name.endsWith('[]'))) return null;
  return new Map(
    pairs.map(([name, value]) => [body === null ? name : name.toLowerCase(), value.replaceAll(/[\ufffd\0]/g, '')]),
  );
}
