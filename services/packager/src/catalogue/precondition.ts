/** Whether a change may be made, by the version that is there; null = there is none. */
export interface Precondition {
  readonly holds: (version: number | null) => boolean;
}

/** ETag of a version. */
export function etagOf(version: number): string {
  return `"v${version}"`;
}

/**
 * `If-Match` and `If-None-Match` of a request (RFC 9110 §13): without them everything may be changed. Weak tags never match a change.
 */
export function readPrecondition(headers: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}): Precondition {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return {
    holds: (version) =>
      (match === undefined || (version !== null && names(match, version))) &&
      (noneMatch === undefined || version === null || !names(noneMatch, version)),
  };
}

/** Whether a client that has the tags of `If-None-Match` has this version already. */
export function hasVersion(ifNoneMatch: string | undefined, version: number): boolean {
  return ifNoneMatch !== undefined && names(ifNoneMatch.replaceAll('W/', ''), version);
}

function names(list: string, version: number): boolean {
  return (
    list.trim() === '*' ||
    list
      .split(',')
      .map((tag) => tag.trim())
      .includes(etagOf(version))
  );
}
