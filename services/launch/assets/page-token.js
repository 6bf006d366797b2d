/**
 * The token that a page holds where no cookie lives. The browser's history keeps it for a reload; it is in no address, so a copied
 * link does not carry it.
 */
export function keepPageToken(token) {
  if (token) history.replaceState({ ...(history.state ?? {}), page: token }, '');
}

export function keptPageToken() {
  return history.state?.page ?? null;
}
