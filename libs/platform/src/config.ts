import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Configuration that a person has to mend; the message names every variable that is wrong. */
export class ConfigError extends Error {}

/**
 * Reads a service's configuration from the environment. `NAME_FILE` holds the path of a file with the value, for secrets.
 *
 * @throws ConfigError
 */
export function readConfig<T extends z.ZodRawShape>(
  shape: T,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<T>> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(shape)) {
    const file = environment[`${name}_FILE`];
    const value = environment[name] ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = z.object(shape).safeParse(values);
  if (parsed.success) {
    refuseDemoSecrets(values);
    return parsed.data;
  }
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(`The configuration is not usable. ${lines.join('; ')}. See docs/configuration.md.`);
}

/** The configuration of a process, or its end: one clear sentence and exit code 1, no stack (F14). */
export function configOrExit<T extends z.ZodRawShape>(shape: T): z.infer<z.ZodObject<T>> {
  try {
    return readConfig(shape, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** What docker-compose.yml's default secrets have in them; everybody can read them there. */
const DEMO_MARK = 'demo-only';

/** Public secrets are for a demo that only its own machine reaches (design §10). */
function refuseDemoSecrets(values: Readonly<Record<string, string>>): void {
  const { PUBLIC_URL: address } = values;
  if (address === undefined || isLoopback(new URL(address).hostname)) return;
  const names = Object.keys(values).filter((name) => values[name]?.includes(DEMO_MARK));
  if (names.length > 0)
    throw new ConfigError(
      `${names.join(', ')} still have the demo's public secrets, and PUBLIC_URL is not loopback. Set secrets of your own: the head of docker-compose.yml says how.`,
    );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Variables that every service has; the descriptions become docs/configuration.md. */
export const SERVICE_CONFIG = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address of the service’s own role' })
    .describe('PostgreSQL, as the service’s own role'),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .describe('addresses of Kafka brokers, with commas between them'),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]*$/)
    .default('')
    .describe('stands before the names of topics and groups; lets several systems share a broker'),
  KAFKA_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(300_000)
    .default(30_000)
    .describe(
      'after this long without a sign of life another process takes over a consumer’s partitions; brokers take 6 s or more unless told otherwise',
    ),
  KAFKA_REQUEST_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(300_000)
    .default(25_000)
    .describe('a request to Kafka without an answer for this long has failed, and its connection is given up'),
  KAFKA_METADATA_MAX_AGE_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(60_000)
    .describe('after this long at the latest partitions that were added to a topic are read'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address under which browsers and LMSs reach the bridge' })
    .transform((text) => text.replace(/\/$/, ''))
    .describe('the address under which browsers and LMSs reach the bridge; it is in every package, so it is for ever'),
  HOST: z.string().default('0.0.0.0').describe('address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('port to listen on'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('least level that is logged'),
} as const;

export type ServiceConfig = z.infer<z.ZodObject<typeof SERVICE_CONFIG>>;

/** Seals sids and addresses at rest and on the bus; launch and progress-reporter share it (design §8). */
export const KEYRING_CONFIG = {
  KEYRING: z
    .string()
    .min(1)
    .describe(
      'keys that seal sids and addresses, `id:base64url of 32 bytes`, the newest first, with commas between them',
    ),
} as const;
