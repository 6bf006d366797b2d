import { KEYRING_CONFIG, SERVICE_CONFIG } from '@aicc-bridge/platform';
import { z } from 'zod';
import { SomeDurations } from './durations.js';

/** Environment of the progress-reporter. */
export const CONFIG = {
  ...SERVICE_CONFIG,
  ...KEYRING_CONFIG,
  ALLOWED_NETWORKS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((cidr) => cidr !== ''))
    .describe('networks (CIDR, with commas between them) to which HACP may go although they are not public'),
  DELIVERY_DURATIONS: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return SomeDurations.parse(JSON.parse(text));
      } catch (error) {
        context.addIssue({ code: 'custom', message: `must be JSON like {"exchangeMs":10000}: ${String(error)}` });
        return z.NEVER;
      }
    })
    .describe(
      'durations of the delivery that differ from the defaults, in ms, as JSON; names as in services/progress-reporter/src/durations.ts',
    ),
} as const;
