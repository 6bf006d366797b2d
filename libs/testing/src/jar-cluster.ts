import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@aicc-bridge/database';
import { Kafka, logLevel } from 'kafkajs';
import { until } from './until.js';

const run = promisify(execFile);
const HERE = join(dirname(fileURLToPath(import.meta.url)), '..', 'kafka');
const CACHE = join(HERE, '..', '..', '..', 'node_modules', '.cache');

/** The broker that tests run on, unless they ask for another. */
export const KAFKA_VERSION = '4.1.0';

/** A broker's data folder that can be started and, after it was killed, started again. */
export interface JarCluster {
  readonly port: number;
  /** starts the broker; its process id */
  run(): number | undefined;
}

/**
 * A broker of Apache Kafka's own jars with the machine's Java: a fresh folder, one node. Null if there is no Java or no Maven.
 *
 * @param advertisedPort what the broker says that its port is; default the one that it listens on
 * @throws if the jars cannot be had
 */
export async function newJarCluster(
  data: string,
  { version = KAFKA_VERSION, advertisedPort }: { readonly version?: string; readonly advertisedPort?: number } = {},
): Promise<JarCluster | null> {
  const jars = join(CACHE, `kafka-${version}`);
  const fetched = existsSync(join(jars, 'complete'));
  if (!(await isInstalled('java')) || (!fetched && !(await isInstalled('mvn')))) return null;
  // What a registry or a machine does once in a hundred times must not cost a whole run.
  if (!fetched) await fetchJars(jars, version).catch(() => fetchJars(jars, version));
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const port = await freePort();
  const properties = (await readFile(join(HERE, 'server.properties'), 'utf8'))
    .replaceAll('@PORT@', String(port))
    .replaceAll('@ADVERTISED_PORT@', String(advertisedPort ?? port))
    .replaceAll('@CONTROLLER_PORT@', String(await freePort()))
    .replaceAll('@DATA@', join(data, 'logs'));
  const file = join(data, 'server.properties');
  await writeFile(file, properties);
  // It lives for a minute or two: thorough compilation would cost more than it gives back.
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-cp', `${jars}/libs/*`];
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', 'aiccBridgeTestsKafka00', '-c', file]);
  return {
    port,
    run: () => {
      const broker = spawn('java', [...java, 'kafka.Kafka', file], { detached: true, stdio: 'ignore' });
      broker.unref();
      return broker.pid;
    },
  };
}

async function isInstalled(program: 'java' | 'mvn'): Promise<boolean> {
  return run(program, ['-version']).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

async function fetchJars(folder: string, version: string): Promise<void> {
  await run(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(HERE, 'pom.xml'),
      `-Dkafka.version=${version}`,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${folder}/libs`,
    ],
    { timeout: 240_000 },
  );
  await writeFile(join(folder, 'complete'), '');
}

/** Until a broker answers. */
export async function kafkaAnswers(brokers: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  await until(
    async () => {
      const admin = kafka.admin();
      try {
        await admin.connect();
        return (await admin.describeCluster()).brokers.length > 0;
      } catch {
        return false;
      } finally {
        await admin.disconnect().catch(() => undefined);
      }
    },
    { what: `Kafka at ${brokers}`, timeoutMs: 60_000, everyMs: 250 },
  );
}
