import { DOMParser } from '@xmldom/xmldom';

const LARGEST_BYTES = 100_000;
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** RSA and ECDSA with SHA-2 only: SHA-1 can be forged for enough money, and HMAC would take the public certificate for a secret. */
const ALLOWED: Readonly<Record<string, ReadonlySet<string>>> = {
  SignatureMethod: new Set(
    ['rsa-sha256', 'rsa-sha384', 'rsa-sha512', 'ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512'].map(
      (name) => `http://www.w3.org/2001/04/xmldsig-more#${name}`,
    ),
  ),
  DigestMethod: new Set([
    'http://www.w3.org/2001/04/xmlenc#sha256',
    'http://www.w3.org/2001/04/xmldsig-more#sha384',
    'http://www.w3.org/2001/04/xmlenc#sha512',
  ]),
  CanonicalizationMethod: new Set([EXCLUSIVE]),
  Transform: new Set([`${DSIG}enveloped-signature`, EXCLUSIVE]),
};

export type Inspected =
  | { readonly kind: 'fit'; readonly xml: string }
  | {
      readonly kind: 'refused';
      readonly why:
        | 'not-base64'
        | 'too-large'
        | 'declaration'
        | 'comment'
        | 'not-xml'
        | 'not-a-response'
        | 'algorithm'
        | 'assertions'
        | 'repeated-id';
    };

/**
 * Looks at a SAML response before any signature is checked. Refuses what signed logins never need and attacks do: document types and
 * entities, comments (a NameID cut in two), weak or foreign algorithms, several assertions, ids that stand twice. Never throws.
 */
export function inspectResponse(samlResponse: string): Inspected {
  const refused = (why: Extract<Inspected, { kind: 'refused' }>['why']): Inspected => ({ kind: 'refused', why });
  if (samlResponse.length > LARGEST_BYTES * 1.4) return refused('too-large');
  const base64 = samlResponse.replace(/\s/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return refused('not-base64');
  const xml = Buffer.from(base64, 'base64').toString('utf8');
  if (xml.length > LARGEST_BYTES) return refused('too-large');
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION|\[)/i.test(xml) || /<\?(?!xml\s)/i.test(xml))
    return refused('declaration');
  if (xml.includes('<!--')) return refused('comment');
  const root = rootOf(xml);
  if (root === null) return refused('not-xml');
  if (root.localName !== 'Response') return refused('not-a-response');
  const elements = Array.from(root.getElementsByTagName('*'));
  if (elements.some((element) => !allowedAlgorithm(element))) return refused('algorithm');
  if (elements.filter(({ localName }) => localName === 'Assertion' || localName === 'EncryptedAssertion').length !== 1)
    return refused('assertions');
  const ids = [root, ...elements].flatMap((element) => idsOf(element));
  return new Set(ids).size === ids.length ? { kind: 'fit', xml } : refused('repeated-id');
}

function rootOf(xml: string): Element | null {
  let broken = false;
  const fail = (): void => {
    broken = true;
  };
  try {
    const handler = { warning: fail, error: fail, fatalError: fail };
    const document = new DOMParser({ errorHandler: handler }).parseFromString(xml, 'text/xml');
    return broken ? null : document.documentElement;
  } catch {
    return null;
  }
}

function allowedAlgorithm(element: Element): boolean {
  const allowed = ALLOWED[element.localName];
  return allowed === undefined || allowed.has(element.getAttribute('Algorithm') ?? '');
}

function idsOf(element: Element): readonly string[] {
  return ['ID', 'Id', 'id', 'AssertionID'].flatMap((name) => element.getAttribute(name) || []);
}
