import { randomBytes } from 'node:crypto';

const POOL_BYTES = 4_096;
let pool: Buffer = Buffer.alloc(0);

/**
 * Random bytes of the system's generator, asked for in larger portions: a call for 12 of them costs as much as one for thousands. No byte
 * is handed out twice.
 *
 * @param bytes at most 4,096
 */
export function randomSlice(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const slice = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return slice;
}
