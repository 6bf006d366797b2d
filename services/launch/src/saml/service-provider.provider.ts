import { Injectable } from '@nestjs/common';
import type { SamlConnection } from '@aicc-bridge/contracts';
import { Clock, Log } from '@aicc-bridge/platform';
import {
  generateServiceProviderMetadata,
  type Profile,
  SAML,
  type SamlConfig,
  ValidateInResponseTo,
} from '@node-saml/node-saml';
import { AssertionsStore } from './assertions.store.js';
import { inspectResponse } from './inspect-response.js';
import { judgeAssertion } from './judge-assertion.js';

/** Where the bridge is and what it signs requests with; a class, so that Nest can inject it. */
export class SamlSettings {
  constructor(
    /** of the bridge as browsers reach it; null = SAML is off. Never the Host header: whoever sends it could choose the recipient */
    readonly publicUrl: string | null,
    /** PEM, for organisations whose provider wants signed requests */
    readonly signing: { readonly privateKey: string; readonly certificate: string } | null,
  ) {}
}

export interface SamlPerson {
  /** by which the organisation's provider knows the person, for ever */
  readonly subject: string;
  readonly username: string;
  readonly name: string;
}

export type SamlAnswer =
  { readonly kind: 'person'; readonly person: SamlPerson } | { readonly kind: 'refused'; readonly why: string };

/** Our side of SAML 2.0: what we tell identity providers, what we ask, and whom we believe. */
@Injectable()
export class ServiceProvider {
  constructor(
    private readonly settings: SamlSettings,
    private readonly assertions: AssertionsStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  get enabled(): boolean {
    return this.settings.publicUrl !== null;
  }

  /** What the identity provider needs to know about us. Tells nothing about the tenant. */
  metadata(tenantId: string): string {
    const { entityId, acs } = this.addresses(tenantId);
    const { signing } = this.settings;
    return generateServiceProviderMetadata({
      issuer: entityId,
      callbackUrl: acs,
      wantAssertionsSigned: true,
      identifierFormat: null,
      ...(signing === null ? {} : { publicCerts: signing.certificate, privateKey: signing.privateKey }),
    });
  }

  /** The identity provider's address with our request in it (HTTP-Redirect binding). */
  async requestUrl(
    tenantId: string,
    connection: SamlConnection,
    requestId: string,
    relayState: string,
  ): Promise<string> {
    return this.saml(tenantId, connection, requestId).getAuthorizeUrlAsync(relayState, undefined, {});
  }

  /**
   * Whom an identity provider's answer speaks of. Never throws.
   *
   * @param requestId of our request; null = nobody asked, and the tenant allows that
   */
  async read(
    tenantId: string,
    connection: SamlConnection,
    samlResponse: string,
    requestId: string | null,
  ): Promise<SamlAnswer> {
    const answer = await this.judge(tenantId, connection, samlResponse, requestId);
    if (answer.kind === 'refused') this.log.warn('saml.refused', { tenantId, why: answer.why });
    return answer;
  }

  private async judge(
    tenantId: string,
    connection: SamlConnection,
    samlResponse: string,
    requestId: string | null,
  ): Promise<SamlAnswer> {
    const inspected = inspectResponse(samlResponse);
    if (inspected.kind === 'refused') return inspected;
    const profile = await this.verified(tenantId, connection, samlResponse);
    if (typeof profile === 'string') return { kind: 'refused', why: `signature: ${profile}` };
    const { entityId, acs } = this.addresses(tenantId);
    const verdict = judgeAssertion(profile.getAssertion?.(), {
      issuer: connection.idpEntityId,
      audience: entityId,
      recipient: acs,
      inResponseTo: requestId,
      now: this.clock.now(),
    });
    if (verdict.kind === 'refused') return verdict;
    const person = personOf(verdict.nameId, profile, connection);
    if (verdict.transient && connection.usernameAttribute === undefined)
      return { kind: 'refused', why: 'transient NameID without an attribute for the user name' };
    if (person === null) return { kind: 'refused', why: `attribute ${connection.usernameAttribute ?? ''} is missing` };
    const fresh = await this.assertions.take(connection.idpEntityId, verdict.assertionId, verdict.until);
    return fresh ? { kind: 'person', person } : { kind: 'refused', why: 'replayed' };
  }

  /** The content of the one signed assertion, or why not. What is not covered by the signature is not looked at afterwards. */
  private async verified(
    tenantId: string,
    connection: SamlConnection,
    samlResponse: string,
  ): Promise<Profile | string> {
    try {
      const { profile } = await this.saml(tenantId, connection, null).validatePostResponseAsync({
        SAMLResponse: samlResponse,
      });
      return profile ?? 'no profile';
    } catch (error) {
      return error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    }
  }

  private saml(tenantId: string, connection: SamlConnection, requestId: string | null): SAML {
    const { entityId, acs } = this.addresses(tenantId);
    const { signing } = this.settings;
    const config: SamlConfig = {
      callbackUrl: acs,
      issuer: entityId,
      audience: entityId,
      entryPoint: connection.ssoUrl,
      idpCert: [...connection.certificates],
      wantAssertionsSigned: true,
      // The assertion is what counts; few providers sign the envelope too.
      wantAuthnResponseSigned: false,
      // Checked on the signed assertion itself (judgeAssertion): the envelope's own attribute is not signed.
      validateInResponseTo: ValidateInResponseTo.never,
      acceptedClockSkewMs: 60_000,
      disableRequestedAuthnContext: true,
      identifierFormat: null,
      signatureAlgorithm: 'sha256',
      ...(requestId === null ? {} : { generateUniqueId: () => requestId }),
      ...(connection.signRequests && signing !== null ? { privateKey: signing.privateKey } : {}),
    };
    return new SAML(config);
  }

  private addresses(tenantId: string): { entityId: string; acs: string } {
    if (this.settings.publicUrl === null) throw new Error('SAML needs PUBLIC_URL');
    const base = `${this.settings.publicUrl}/auth/saml/${tenantId}`;
    return { entityId: `${base}/metadata`, acs: `${base}/acs` };
  }
}

function personOf(nameId: string, profile: Profile, connection: SamlConnection): SamlPerson | null {
  const text = (name: string): string | null => {
    const value: unknown = profile[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const { usernameAttribute, nameAttribute } = connection;
  const subject = usernameAttribute === undefined ? nameId : text(usernameAttribute);
  if (subject === null) return null;
  const both = [text('givenName'), text('sn')].filter((part) => part !== null).join(' ');
  const name =
    (nameAttribute === undefined ? null : text(nameAttribute)) ??
    text('displayName') ??
    text('cn') ??
    (both || subject);
  return {
    subject: subject.slice(0, 500),
    username: subject.replace(/\s+/g, '').slice(0, 90),
    name: name.slice(0, 200),
  };
}
