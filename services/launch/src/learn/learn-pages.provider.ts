import { Injectable } from '@nestjs/common';
import { frameOrigins, type TenantState } from '@aicc-bridge/contracts';
import type { FastifyReply } from 'fastify';
import { ReadModels } from '../read-models.store.js';

/** Sends learners' pages with the policy that fits where they are shown. */
@Injectable()
export class LearnPages {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * A page of a launch: framed by the tenant's LMS, forms may lead to its identity provider.
   *
   * @param handle of the launch's context, under which a browser reports that it refused the frame; null = it reports nothing
   */
  async ofTenant(reply: FastifyReply, tenantId: string, html: string, handle: string | null): Promise<void> {
    const tenant = await this.readModels.tenant(tenantId);
    const provider = tenant?.saml ? ` ${new URL(tenant.saml.ssoUrl).origin}` : '';
    await send(reply, frameAncestors(tenant), `'self'${provider}`, html, handle);
  }

  /** A page that tells nothing: framable anywhere, so that nobody meets an empty frame. */
  async anywhere(reply: FastifyReply, html: string): Promise<void> {
    await send(reply, '*', "'self'", html);
  }

  /** A page that must never stand in somebody else's page. */
  async alone(reply: FastifyReply, html: string): Promise<void> {
    await send(reply, "'none'", "'self'", html);
  }
}

async function send(
  reply: FastifyReply,
  ancestors: string,
  formAction: string,
  html: string,
  reports: string | null = null,
): Promise<void> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' https:",
    "connect-src 'self'",
    `form-action ${formAction}`,
    "base-uri 'none'",
    // `*` covers the network schemes only; an LMS app may show us in a page of its own scheme.
    ...(ancestors === '*' ? [] : [`frame-ancestors ${ancestors}`]),
    // Not report-to: over plain http it is never sent, and where it is there, browsers leave report-uri aside (ADR 0044).
    ...(reports === null ? [] : [`report-uri /aicc/csp-reports/${reports}`]),
  ];
  await reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy.join('; '))
    // Not no-referrer: then browsers write "Origin: null" on our own forms, and nobody could tell them from a stranger's.
    .header('referrer-policy', 'same-origin')
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(html);
}

/** The tenant's frame hosts; by default its LMS hosts (design §8). */
function frameAncestors(tenant: TenantState | null): string {
  return ["'self'", ...(tenant === null ? [] : frameOrigins(tenant))].join(' ');
}
