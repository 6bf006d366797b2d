import { SERVICE_CONFIG } from '@aicc-bridge/platform';
import { z } from 'zod';

/** Environment of the settings service. */
export const CONFIG = {
  ...SERVICE_CONFIG,
  PUBLISHER_NAME: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('name of the publisher, as its customers know it; the console writes it beside the library'),
};
