/** Which bytes of a file a request wants; `to` is the last one, inclusive. */
export type WantedBytes =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads `Range` (RFC 9110 §14). Several ranges, other units and what does not parse are ignored: the answer is then the whole file.
 */
export function readByteRange(range: string | undefined, total: number): WantedBytes {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/.exec(range ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '') || first.length > 15 || last.length > 15) return { kind: 'whole' };
  if (first === '') {
    const from = Math.max(0, total - Number(last));
    return Number(last) === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', from, to: total - 1 };
  }
  const from = Number(first);
  const to = last === '' ? total - 1 : Math.min(Number(last), total - 1);
  if (last !== '' && Number(last) < from) return { kind: 'whole' };
  return from >= total ? { kind: 'unsatisfiable' } : { kind: 'part', from, to };
}

/** The strong tag that `If-Range` names; null: none, a weak one or a date, which never fit. */
export function readIfRange(header: string | undefined): string | null {
  return /^\s*("[^"]*")\s*$/.exec(header ?? '')?.[1] ?? null;
}

/** Whether `If-None-Match` names this tag. */
export function namesTag(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined &&
    (header.trim() === '*' ||
      header
        .split(',')
        .map((tag) => tag.trim().replace(/^W\//, ''))
        .includes(etag))
  );
}
