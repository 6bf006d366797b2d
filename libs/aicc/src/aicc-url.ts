/** A host that HACP messages may go to, as a tenant has listed it. */
export interface AllowedHost {
  /** lower-case, IDNA-normalised */
  readonly name: string;
  readonly port: number;
  /** plain http allowed by the tenant's consent */
  readonly http: boolean;
  readonly pathPrefix?: string | undefined;
}

/**
 * `allowed`: `url` is the aicc_url exactly as given, `port` the one that is dialled. `refused`: the first reason in the order of the
 * list; `host` is what the visitor brought, with its port if it names one, and null if there is none to speak of.
 */
export type AiccUrlVerdict =
  | {
      readonly kind: 'allowed';
      readonly url: string;
      readonly host: string;
      readonly port: number;
      readonly scheme: 'http' | 'https';
      readonly matched: AllowedHost;
    }
  | {
      readonly kind: 'refused';
      readonly why: 'not-a-url' | 'scheme' | 'user-info' | 'ip-literal' | 'host' | 'port' | 'plain-http' | 'path';
      readonly host: string | null;
    };

/**
 * Decides whether HACP may go to this aicc_url (rules 70, 71; design §8.3): https (http only by exception), no user info, no IP
 * literal in any spelling, host and port exactly on the list. Purely by text; addresses are checked again at each dial. Never throws.
 */
export function checkAiccUrl(aiccUrl: string, allowed: readonly AllowedHost[]): AiccUrlVerdict {
  // URL parsing drops tabs and line breaks and turns "\" into "/": what it would mend is no address of ours.
  if (/[\p{Cc} \\]/u.test(aiccUrl) || aiccUrl.length > 4_000) return { kind: 'refused', why: 'not-a-url', host: null };
  const url = parsed(aiccUrl);
  // "https:host" and "https:///host" would be mended too.
  if (url === null || (/^https?:/i.test(aiccUrl) && !/^https?:\/\/[^/]/i.test(aiccUrl)))
    return { kind: 'refused', why: 'not-a-url', host: null };
  const host = url.hostname;
  const refused = (why: Extract<AiccUrlVerdict, { kind: 'refused' }>['why']): AiccUrlVerdict => ({
    kind: 'refused',
    why,
    host: url.port === '' ? host : `${host}:${url.port}`,
  });

  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('scheme');
  if (url.username !== '' || url.password !== '' || authorityOf(aiccUrl).includes('@')) return refused('user-info');
  if (isAddressLiteral(host)) return refused('ip-literal');
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);

  const ofName = allowed.filter(({ name }) => name === host);
  if (ofName.length === 0) return refused('host');
  const ofPort = ofName.filter((candidate) => candidate.port === port);
  if (ofPort.length === 0) return refused('port');
  const ofScheme = ofPort.filter(({ http }) => scheme === 'https' || http);
  if (ofScheme.length === 0) return refused('plain-http');
  const matched = ofScheme.find(({ pathPrefix }) => pathPrefix === undefined || isUnder(url.pathname, pathPrefix));
  return matched ? { kind: 'allowed', url: aiccUrl, host, port, scheme, matched } : refused('path');
}

/** A host name fit for an `AllowedHost`: lower case, IDNA-normalised, `port` null if none was typed. Else why not, and the cure. */
export type HostName =
  | { readonly kind: 'host'; readonly name: string; readonly port: number | null }
  | { readonly kind: 'not-a-host-name'; readonly why: string; readonly cure: string };

/** Reads what an admin typed as the host name of the LMS: a name and perhaps a port, nothing else (S28). Never throws. */
export function readHostName(text: string): HostName {
  const typed = text.trim();
  const no = (why: string, cure: string): HostName => ({ kind: 'not-a-host-name', why, cure });
  if (typed === '') return no('is empty', 'Give the host name of the LMS, for example lms.example.org.');
  if (/[/?#\\@]|:\/\//.test(typed))
    return no(`"${typed.slice(0, 100)}" is more than a host name`, 'Give only the part between "//" and the next "/".');
  if (typed.includes('*')) return no('has a wildcard', 'Add each host name by itself.');
  if (/\s/.test(typed)) return no('has a blank', 'Host names have no blanks.');
  const url = parsed(`https://${typed}`);
  if (url === null || url.hostname === '')
    return no(`"${typed.slice(0, 100)}" is no host name`, 'Letters, digits, "-" and "." only.');
  if (isAddressLiteral(url.hostname))
    return no('is an address, not a name', 'Give the host name that learners see in the browser.');
  const port = /:(\d{1,5})$/.exec(typed)?.[1];
  if (Number(port) === 0) return no('has the port 0', 'Leave the port out, or give the one that the LMS listens on.');
  const name = url.hostname.replace(/\.$/, '');
  if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(name) || name.length > 253)
    return no(`"${typed.slice(0, 100)}" is no host name`, 'Letters, digits, "-" and "." only.');
  return { kind: 'host', name, port: port === undefined ? null : Number(port) };
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The WHATWG parser has already turned decimal, octal, hex and short forms into dotted IPv4. */
function isAddressLiteral(host: string): boolean {
  return host.startsWith('[') || /^\d+(\.\d+){0,3}\.?$/.test(host) || /(^|\.)0x[0-9a-f]*\.?$/i.test(host);
}

function authorityOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
