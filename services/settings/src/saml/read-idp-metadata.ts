import { X509Certificate } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';

/** What an identity provider's metadata say of it. */
export interface IdpFacts {
  readonly idpEntityId: string;
  readonly ssoUrl: string;
  /** base64 of DER */
  readonly certificates: readonly string[];
}

export type IdpMetadata =
  { readonly kind: 'provider'; readonly facts: IdpFacts } | { readonly kind: 'refused'; readonly detail: string };

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const LARGEST = 500_000;

/** Reads SAML 2.0 metadata of one identity provider. Never throws; what is wrong is said with its cure. */
export function readIdpMetadata(xml: string): IdpMetadata {
  const refused = (detail: string): IdpMetadata => ({ kind: 'refused', detail });
  if (xml.length > LARGEST)
    return refused('is larger than 500 KB. Give the metadata of your own provider, not of a federation.');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return refused('has a document type; metadata never need one. Remove it.');
  const root = rootOf(xml);
  if (root === null)
    return refused('is no XML. Give the file or address that your identity provider names "metadata".');
  const entities = root.localName === 'EntityDescriptor' ? [root] : children(root, 'EntityDescriptor');
  const providers = entities.filter((entity) => children(entity, 'IDPSSODescriptor').length > 0);
  const [entity] = providers;
  if (entity === undefined)
    return refused('names no identity provider (IDPSSODescriptor). Is it the metadata of a service provider?');
  if (providers.length > 1) return refused('names several identity providers. Give the metadata of yours alone.');
  const descriptors = children(entity, 'IDPSSODescriptor');
  const idpEntityId = entity.getAttribute('entityID') ?? '';
  const service = descriptors
    .flatMap((descriptor) => children(descriptor, 'SingleSignOnService'))
    .find((candidate) => candidate.getAttribute('Binding') === REDIRECT);
  const ssoUrl = service?.getAttribute('Location') ?? '';
  if (idpEntityId === '') return refused('has no entityID.');
  if (!/^https?:\/\/[^/]/.test(ssoUrl) || !URL.canParse(ssoUrl))
    return refused('names no sign-in address with the HTTP-Redirect binding. Switch it on at the identity provider.');
  const certificates = descriptors.flatMap((descriptor) => signingCertificates(descriptor));
  if (certificates.length === 0) return refused('has no readable signing certificate.');
  return { kind: 'provider', facts: { idpEntityId, ssoUrl, certificates: [...new Set(certificates)].slice(0, 10) } };
}

function rootOf(xml: string): Element | null {
  let broken = false;
  const fail = (): void => {
    broken = true;
  };
  try {
    const errorHandler = { warning: () => undefined, error: fail, fatalError: fail };
    const root = new DOMParser({ errorHandler }).parseFromString(xml, 'text/xml').documentElement;
    return broken ? null : root;
  } catch {
    return null;
  }
}

function children(parent: Element, localName: string): readonly Element[] {
  return Array.from(parent.getElementsByTagNameNS(MD, localName));
}

/** A key without `use` is for both. What is no certificate is left out. */
function signingCertificates(descriptor: Element): readonly string[] {
  return children(descriptor, 'KeyDescriptor')
    .filter((key) => ['', 'signing'].includes(key.getAttribute('use') ?? ''))
    .flatMap((key) => Array.from(key.getElementsByTagNameNS('*', 'X509Certificate')))
    .map((certificate) => (certificate.textContent ?? '').replace(/\s/g, ''))
    .filter((base64) => isCertificate(base64));
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).subject !== null;
  } catch {
    return false;
  }
}
