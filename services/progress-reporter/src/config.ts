import { KEYRING_CONFIG, SERVICE_CONFIG } from '@aicc-bridge/platform';
import { z } from 'zod';

/** Environment of the progress-reporter. */
export const CONFIG = {
  ...SERVICE_CONFIG,
  ...KEYRING_CONFIG,
  ALLOWED_NETWORKS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((cidr) => cidr !== ''))
    .describe('networks (CIDR, with commas between them) to which HACP may go although they are not public'),
} as const;
