import { SERVICE_CONFIG } from '@aicc-bridge/platform';
import { z } from 'zod';

/** Environment of the packager service. */
export const CONFIG = {
  ...SERVICE_CONFIG,
  PACKAGE_CACHE_DIR: z
    .string()
    .optional()
    .describe('folder for packages that were made once; below the system’s temporary folder if not set'),
  PACKAGE_CACHE_MB: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(512)
    .describe('most megabytes in that folder; 0 = packages are made anew each time'),
  ALLOWED_NETWORKS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((network) => network.trim())
        .filter((network) => network !== ''),
    )
    .describe('CIDRs that PENS notices may go to although they are not public, with commas between them'),
} as const;
