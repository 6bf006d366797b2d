/**
 * Tells a failure of our own surroundings (database gone, lock, pool) from one that the message itself may cause.
 * Ours is retried for as long as it takes; the other at most three times before the message is parked (reliability F23, F41).
 */
export function isOurFault(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null)
    return (
      error instanceof Error &&
      /connection (terminated|timeout)|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
        error.message,
      )
    );
  return SYSTEM_CODES.has(code) || SQLSTATE_CLASSES.some((prefix) => code.startsWith(prefix));
}

/** Another session holds a row's lock for longer than we wait (SQLSTATE lock_not_available). */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  // No descriptors, no memory: the message has nothing to do with it (F11).
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  '55P03',
]);
/** 08 connection, 40 deadlock and serialization, 53 resources, 57 operator intervention (also statement timeout), 58 system */
const SQLSTATE_CLASSES = ['08', '40', '53', '57', '58'];

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('driverError' in error) return codeOf(error.driverError);
  return null;
}
