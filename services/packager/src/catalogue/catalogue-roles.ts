/** Who may change the catalogue, and who may read it. */
export const CATALOGUE_WRITERS = ['publisher-admin', 'catalogue-writer'] as const;
export const CATALOGUE_READERS = [
  ...CATALOGUE_WRITERS,
  'publisher-support',
  'tenant-admin',
  'tenant-viewer',
  'reader',
] as const;

/** Who may download packages for a tenant. */
export const PACKAGE_ROLES = ['publisher-admin', 'publisher-support', 'tenant-admin', 'reader'] as const;
