/**
 * Who may do what in the console. The API decides; this only keeps controls away from people who would be refused,
 * and says which role it takes.
 */
export const CONSOLE_ROLES = ['publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

const RIGHTS = {
  'see-all-tenants': ['publisher-admin', 'publisher-support'],
  'see-bus': ['publisher-admin', 'publisher-support'],
  'see-people': ['publisher-admin', 'tenant-admin'],
  'change-people': ['publisher-admin', 'tenant-admin'],
  'change-settings': ['publisher-admin', 'tenant-admin'],
  'make-api-keys': ['publisher-admin'],
  'make-tenants': ['publisher-admin'],
  'change-catalogue': ['publisher-admin'],
  'download-packages': ['publisher-admin', 'tenant-admin'],
  'test-integration': ['publisher-admin', 'publisher-support', 'tenant-admin'],
  replay: ['publisher-admin', 'publisher-support', 'tenant-admin'],
  'accept-identity': ['publisher-admin', 'tenant-admin'],
} as const satisfies Record<string, readonly ConsoleRole[]>;

export type Right = keyof typeof RIGHTS;

export function mayDo(role: ConsoleRole, right: Right): boolean {
  const roles: readonly ConsoleRole[] = RIGHTS[right];
  return roles.includes(role);
}

export function rolesWith(right: Right): readonly ConsoleRole[] {
  return RIGHTS[right];
}
