import { createServer } from 'node:http';
import * as samlify from 'samlify';
import { generate } from 'selfsigned';
import { z } from 'zod';

samlify.setSchemaValidator({ validate: () => Promise.resolve('valid') });

/** What one answer says; a test changes what it attacks. */
export interface Answer {
  readonly nameId: string;
  readonly nameIdFormat?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  /** null = none, as in an answer that nobody asked for */
  readonly inResponseTo?: string | null;
  readonly notBeforeMs?: number;
  readonly notOnOrAfterMs?: number;
  readonly signed?: boolean;
  readonly signatureAlgorithm?: string;
  /** signed with a key that the tenant does not know */
  readonly foreignKey?: boolean;
}

export interface Request {
  readonly id: string;
  readonly relayState: string;
  readonly acs: string;
  readonly signed: boolean;
}

const Extracted = z.looseObject({
  request: z.looseObject({ id: z.string(), assertionConsumerServiceUrl: z.string() }),
});
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

const TEMPLATE = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{IssueInstant}" Destination="{Destination}"{InResponseTo}><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{AssertionID}" Version="2.0" IssueInstant="{IssueInstant}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{NameIDFormat}">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{NotOnOrAfter}" Recipient="{Recipient}"{InResponseTo}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{NotBefore}" NotOnOrAfter="{NotOnOrAfter}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{IssueInstant}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>{Attributes}</saml:Assertion></samlp:Response>`;

export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/**
 * An identity provider by samlify, which shares no SAML code with the library that the bridge uses. It reads our metadata and our
 * requests, signs answers, and is a web server, for browsers: who comes with a request is signed in as `answers.next`.
 */
export async function startIdentityProvider() {
  const entityId = 'https://idp.example/metadata';
  const [keys, foreign] = await Promise.all([keyPair(), keyPair()]);
  const answers: { next: Answer; seen: string[] } = { next: { nameId: 'grace@acme.example' }, seen: [] };
  let serviceProvider: ReturnType<typeof samlify.ServiceProvider> | null = null;

  const idpOf = (answer: Answer) =>
    samlify.IdentityProvider({
      entityID: entityId,
      privateKey: answer.foreignKey ? foreign.private : keys.private,
      signingCert: answer.foreignKey ? foreign.cert : keys.cert,
      isAssertionEncrypted: false,
      wantAuthnRequestsSigned: false,
      requestSignatureAlgorithm: answer.signatureAlgorithm ?? RSA_SHA256,
      singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${url}/sso` }],
      singleLogoutService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${url}/slo` }],
      loginResponseTemplate: { context: TEMPLATE, attributes: [] },
    });

  /** What a browser at `/sso` was sent with. */
  const readRequest = async (query: URLSearchParams): Promise<Request> => {
    if (serviceProvider === null) throw new Error('The identity provider does not know the bridge yet');
    const signed = query.has('Signature');
    const { extract } = await idpOf(answers.next).parseLoginRequest(serviceProvider, 'redirect', {
      query: Object.fromEntries(query),
      octetString: [...query]
        .filter(([name]) => name !== 'Signature')
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&'),
    });
    const { request } = Extracted.parse(extract);
    return {
      id: request.id,
      acs: request.assertionConsumerServiceUrl,
      relayState: query.get('RelayState') ?? '',
      signed,
    };
  };

  /** A signed answer, base64 as it is posted. */
  const answerTo = async (request: Pick<Request, 'id' | 'acs'>, answer: Answer): Promise<string> => {
    const now = Date.now();
    const at = (ms: number): string => new Date(now + ms).toISOString();
    const inResponseTo = answer.inResponseTo === undefined ? request.id : answer.inResponseTo;
    const id = (): string => `_${crypto.randomUUID()}`;
    const attributes = Object.entries(answer.attributes ?? {})
      .map(
        ([name, value]) =>
          `<saml:Attribute Name="${name}"><saml:AttributeValue xsi:type="xs:string">${value}</saml:AttributeValue></saml:Attribute>`,
      )
      .join('');
    const values: Readonly<Record<string, string>> = {
      ID: id(),
      AssertionID: id(),
      IssueInstant: at(0),
      Destination: request.acs,
      Recipient: answer.recipient ?? request.acs,
      Audience: answer.audience ?? request.acs.replace(/acs$/, 'metadata'),
      Issuer: answer.issuer ?? entityId,
      NameID: answer.nameId,
      NameIDFormat: answer.nameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      NotBefore: at(answer.notBeforeMs ?? -5_000),
      NotOnOrAfter: at(answer.notOnOrAfterMs ?? 120_000),
      InResponseTo: inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`,
      Attributes: attributes === '' ? '' : `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`,
    };
    const xml = TEMPLATE.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
    if (answer.signed === false) return Buffer.from(xml).toString('base64');
    const key = answer.foreignKey ? foreign : keys;
    return samlify.SamlLib.constructSAMLSignature({
      rawSamlMessage: xml,
      isMessageSigned: false,
      isBase64Output: true,
      privateKey: key.private,
      privateKeyPass: '',
      signatureAlgorithm: answer.signatureAlgorithm ?? RSA_SHA256,
      signingCert: key.cert.replace(/-----[^-]+-----|\s/g, ''),
      referenceTagXPath: "/*[local-name(.)='Response']/*[local-name(.)='Assertion']",
      signatureConfig: {
        prefix: 'ds',
        location: {
          reference: "/*[local-name(.)='Response']/*[local-name(.)='Assertion']/*[local-name(.)='Issuer']",
          action: 'after',
        },
      },
    });
  };

  const server = createServer((incoming, outgoing) => {
    const asked = new URL(incoming.url ?? '/', 'http://idp');
    answers.seen.push(asked.pathname);
    void (async () => {
      const request = await readRequest(asked.searchParams);
      const response = await answerTo(request, answers.next);
      // As most providers do: no frames, and a form that sends itself.
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' });
      outgoing.end(
        `<!doctype html><title>Identity provider</title><form method="post" action="${request.acs}"><input type="hidden" name="SAMLResponse" value="${response}"><input type="hidden" name="RelayState" value="${request.relayState}"><button>Sign in as ${answers.next.nameId}</button></form>`,
      );
    })().catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://localhost:${address !== null && typeof address === 'object' ? address.port : 0}`;

  return {
    url,
    entityId,
    answers,
    answerTo,
    readRequest,
    /** Reads our metadata, as an administrator uploads them. */
    trust: (metadata: string): void => {
      serviceProvider = samlify.ServiceProvider({ metadata });
    },
    metadata: (): string => idpOf(answers.next).getMetadata(),
    connection: {
      label: 'Acme',
      idpEntityId: entityId,
      ssoUrl: `${url}/sso`,
      certificates: [keys.cert.replace(/-----[^-]+-----|\s/g, '')],
    },
    /** The public certificate, for attacks that use it as if it were a secret. */
    certificate: keys.cert,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A key and its certificate, PEM. */
export async function keyPair(commonName = 'idp.example'): Promise<{ private: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: commonName }], { keySize: 2048, algorithm: 'sha256' });
  return { private: made.private, cert: made.cert };
}
