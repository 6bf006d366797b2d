const KEPT = ['content-type', 'retry-after', 'server', 'date'] as const;
const MOST_CHARACTERS = 300;

/** What of an answer's head is kept for the trace. A redirect's target may carry the sid: only its origin is kept. */
export function keptHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers[name];
    if (value !== undefined) found[name] = String(value).slice(0, MOST_CHARACTERS);
  }
  const location = headers['location'];
  if (location !== undefined) found['location'] = originOf(String(location)).slice(0, MOST_CHARACTERS);
  return found;
}

function originOf(location: string): string {
  const text = location.trim();
  // "//other.example/x" has another host and no scheme.
  const schemeless = /^[\\/]{2}/.test(text);
  if (!(schemeless || /^[a-z][a-z0-9+.-]*:/i.test(text)) || !URL.canParse(text, 'https://same.invalid'))
    return '(same host)';
  const { origin, protocol, host } = new URL(text, 'https://same.invalid');
  if (schemeless) return `//${host}`;
  return origin === 'null' ? protocol : origin;
}
