import { KEYRING_CONFIG, SERVICE_CONFIG } from '@aicc-bridge/platform';
import { z } from 'zod';

/** Environment of the launch service. */
export const CONFIG = {
  ...SERVICE_CONFIG,
  ...KEYRING_CONFIG,
  BOOTSTRAP_ADMIN_PASSWORD: z
    .string()
    .min(10)
    .optional()
    .describe('password of the first publisher-admin; without it one is made and printed at the first start'),
} as const;
