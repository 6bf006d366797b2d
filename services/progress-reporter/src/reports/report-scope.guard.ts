import { invalidRequest, type Principal } from '@aicc-bridge/platform';

export const REPORT_READERS = [
  'publisher-admin',
  'publisher-support',
  'tenant-admin',
  'tenant-viewer',
  'reader',
] as const;

/** The tenant that a report is about: the caller's own; the publisher's people may name one, or none for all. */
export function scopeOf(principal: Principal, asked: string | undefined): string | null {
  if (principal.tenantId !== null && asked !== undefined && asked !== principal.tenantId)
    throw invalidRequest([{ pointer: 'tenantId', detail: 'is another organisation than yours; leave it out' }]);
  return principal.tenantId ?? asked ?? null;
}
