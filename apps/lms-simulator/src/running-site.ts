import type { FastifyInstance } from 'fastify';
import type { Lms } from './lms.js';

/** What the pages and the API share. */
export interface Site {
  readonly app: FastifyInstance;
  readonly lms: Lms;
  readonly hacpUrl: () => string;
  readonly changed: () => void;
}
