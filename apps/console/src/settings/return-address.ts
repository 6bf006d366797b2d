/** What an administrator pasted: an `aicc_url`, also inside of the whole address of a launch. */
export type ReturnAddress =
  | {
      readonly kind: 'address';
      /** to be tested: without the session id, which is somebody's key to the LMS and which no test needs */
      readonly address: string;
      /** may be shown: host and path, no query */
      readonly shown: string;
    }
  | { readonly kind: 'no-address' };

/** Names under which LMSs put a session id; the first is HACP's. */
const SESSION = /^(aicc_sid|session_?id|sid)$/i;

/** Reads what was pasted. Lenient: blanks around it, and the names of parameters in any case. Never throws. */
export function readReturnAddress(pasted: string): ReturnAddress {
  const url = webAddress(pasted.trim());
  if (url === null) return { kind: 'no-address' };
  const inside = [...url.searchParams].find(([name]) => name.toLowerCase() === 'aicc_url')?.[1];
  const address = inside === undefined ? url : webAddress(inside.trim());
  if (address === null) return { kind: 'no-address' };
  for (const name of [...address.searchParams.keys()]) if (SESSION.test(name)) address.searchParams.delete(name);
  address.username = '';
  address.password = '';
  address.hash = '';
  return { kind: 'address', address: address.href, shown: `${address.host}${address.pathname}` };
}

function webAddress(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
