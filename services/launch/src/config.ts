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
  SECOND_FACTOR: z
    .enum(['required', 'offered'])
    .default('offered')
    .describe('whether the publisher’s own people must have a second factor (TOTP) before they get a token'),
  SAML_SIGNING_KEY: z
    .string()
    .optional()
    .describe('RSA private key, PEM, that signs requests to identity providers which want that'),
  SAML_SIGNING_CERTIFICATE: z
    .string()
    .optional()
    .describe('certificate of that key, PEM, for our metadata; both or none'),
} as const;
