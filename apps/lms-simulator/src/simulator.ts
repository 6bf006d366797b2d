import { readFile, rename, writeFile } from 'node:fs/promises';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { registerApi } from './api.js';
import { registerHacp } from './hacp-endpoint.js';
import { Lms, type Snapshot } from './lms.js';
import type { Site } from './running-site.js';
import { registerPages } from './site.js';

export interface SimulatorOptions {
  readonly host: string;
  /** 0 = any */
  readonly port: number;
  /** where browsers find it; default http://localhost:<port> */
  readonly publicUrl?: string;
  /** base of the aicc_url that it hands out; default publicUrl */
  readonly hacpUrl?: string;
  /** a session is lost after this silence; default 30 min */
  readonly idleMs?: number;
  readonly now?: () => number;
  /** most messages in the log; default 5,000, then the oldest go */
  readonly keptMessages?: number;
  /** snapshot for a restart */
  readonly dataFile?: string;
  readonly learners?: readonly { readonly username: string; readonly name: string }[];
}

export interface RunningSimulator {
  readonly url: string;
  readonly port: number;
  readonly lms: Lms;
  close(): Promise<void>;
}

const DEMO_LEARNERS = [
  { username: 'ada', name: 'Demo, Ada' },
  { username: 'ben', name: 'Demo, Ben' },
];

export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const learners = (options.learners ?? DEMO_LEARNERS).map((learner, index) => ({
    ...learner,
    studentId: String(index + 4),
  }));
  const lms = new Lms(learners, options.now ?? Date.now, options.idleMs ?? 30 * 60_000, options.keptMessages ?? 5_000);
  const snapshot = snapshotKeeper(lms, options.dataFile);
  await snapshot.load();
  const app = fastify({ bodyLimit: 20_000_000, forceCloseConnections: true });
  let publicUrl = options.publicUrl ?? '';
  const site: Site = { app, lms, hacpUrl: () => options.hacpUrl ?? publicUrl, changed: snapshot.changed };
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: 5_000_000, files: 1_000 } });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  app.get('/healthz', () => ({ status: 'alive' }));
  registerHacp(site);
  registerApi(site);
  registerPages(site);
  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  publicUrl ||= `http://localhost:${port}`;
  return {
    url: publicUrl,
    port,
    lms,
    close: async () => {
      await app.close();
      await snapshot.save();
    },
  };
}

function snapshotKeeper(
  lms: Lms,
  file: string | undefined,
): { readonly load: () => Promise<void>; readonly save: () => Promise<void>; readonly changed: () => void } {
  let timer: NodeJS.Timeout | null = null;
  let last: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    if (file === undefined) return;
    await writeFile(`${file}.part`, JSON.stringify(lms.snapshot()));
    await rename(`${file}.part`, file);
  };
  // One after the other: two at once would take each other's half-written file away.
  const save = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    last = last.then(write, write);
    return last;
  };
  return {
    load: async () => {
      const text = file === undefined ? null : await readFile(file, 'utf8').catch(() => null);
      if (text !== null) lms.restore(JSON.parse(text) as Snapshot);
    },
    save,
    changed: () => {
      timer ??= setTimeout(() => void save().catch(() => undefined), 500);
    },
  };
}
