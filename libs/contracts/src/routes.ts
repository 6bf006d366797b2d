import type { ServiceName } from './topics.js';

/**
 * The one route table: path prefix → service. It feeds the standalone's edge and the generated Caddyfile (design §2).
 * Longer prefixes come first; `/` is the rest.
 */
export const ROUTES: readonly { readonly prefix: string; readonly service: ServiceName }[] = [
  { prefix: '/aicc', service: 'launch' },
  { prefix: '/learn', service: 'launch' },
  { prefix: '/auth', service: 'launch' },
  { prefix: '/api/people', service: 'launch' },
  { prefix: '/api/viewing-events', service: 'launch' },
  { prefix: '/api/courses', service: 'packager' },
  { prefix: '/api/packages', service: 'packager' },
  { prefix: '/api/launches', service: 'progress-reporter' },
  { prefix: '/api/replays', service: 'progress-reporter' },
  { prefix: '/api/lms-tests', service: 'progress-reporter' },
  { prefix: '/api/health', service: 'progress-reporter' },
  { prefix: '/api/receipts', service: 'progress-reporter' },
  { prefix: '/api/identity-conflicts', service: 'progress-reporter' },
  { prefix: '/api/host-suggestions', service: 'progress-reporter' },
  { prefix: '/', service: 'settings' },
];

/** The service that owns a path. A prefix matches whole path segments only. */
export function serviceOfPath(path: string): ServiceName {
  const route = ROUTES.find(({ prefix }) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`));
  return route?.service ?? 'settings';
}
