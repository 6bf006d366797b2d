import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@aicc-bridge/database';
import { KAFKA_VERSION, kafkaAnswers, newJarCluster } from './jar-cluster.js';
import { runFolder } from './run-folder.js';
import { until } from './until.js';

const run = promisify(execFile);
const IMAGE = `apache/kafka:${KAFKA_VERSION}`;

type Found = { readonly brokers: string; readonly how: string; readonly pid?: number; readonly container?: string };

/**
 * The addresses of a real broker: `KAFKA_BROKERS` if set, else one in Docker if an engine answers, else Apache Kafka's own jars
 * with the machine's Java. Started once per run, by whichever test asks first. Null = there is none: skip loudly.
 *
 * @throws with CI=true if there is none
 */
export async function kafkaForTests(): Promise<readonly string[] | null> {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return given.split(',');
  const found = await once(start);
  if (found) return found.brokers.split(',');
  const line =
    'NO KAFKA: set KAFKA_BROKERS, start Docker, or install Java 17 and Maven. The tests on a real broker do not run.';
  if (process.env['CI'] === 'true') throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return null;
}

/** Ends what this run has started; for the suite's teardown. */
export async function stopKafkaOfRun(): Promise<void> {
  const file = join(await runFolder(), 'kafka.json');
  if (!existsSync(file)) return;
  const found = JSON.parse(await readFile(file, 'utf8')) as Found | null;
  if (found?.pid) process.kill(found.pid, 'SIGKILL');
  if (found?.container) await run('docker', ['rm', '-f', found.container]).catch(() => undefined);
}

async function once(work: () => Promise<Found | null>): Promise<Found | null> {
  const folder = await runFolder();
  const file = join(folder, 'kafka.json');
  const mine = await mkdir(join(folder, 'kafka.lock')).then(
    () => true,
    () => false,
  );
  if (mine)
    await writeFile(`${file}.part`, JSON.stringify(await work().catch(logged))).then(async () =>
      writeFile(file, await readFile(`${file}.part`)),
    );
  await until(async () => existsSync(file) && (await readFile(file, 'utf8')).length > 0, {
    what: 'Kafka for tests',
    timeoutMs: 300_000,
  });
  return JSON.parse(await readFile(file, 'utf8')) as Found | null;
}

function logged(error: unknown): null {
  process.stderr.write(`Kafka for tests did not start: ${String(error)}\n`);
  return null;
}

async function start(): Promise<Found | null> {
  return (await startInDocker()) ?? (await startFromJars());
}

async function startInDocker(): Promise<Found | null> {
  const port = await freePort();
  const environment = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    // A killed member's partitions go to the next one soon: tests that kill processes wait for it.
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
  };
  try {
    await run('docker', ['info'], { timeout: 10_000 });
    const flags = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const { stdout } = await run('docker', ['run', '-d', '-p', `127.0.0.1:${port}:9092`, ...flags, IMAGE], {
      timeout: 120_000,
    });
    const container = stdout.trim();
    const brokers = `127.0.0.1:${port}`;
    try {
      await kafkaAnswers(brokers);
      return { brokers, how: 'docker', container };
    } catch (error) {
      await run('docker', ['rm', '-f', container]);
      throw error;
    }
  } catch {
    return null;
  }
}

async function startFromJars(): Promise<Found | null> {
  const cluster = await newJarCluster(join(await runFolder(), 'kafka'));
  if (cluster === null) return null;
  const pid = cluster.run();
  const brokers = `127.0.0.1:${cluster.port}`;
  await kafkaAnswers(brokers);
  return { brokers, how: 'jars', ...(pid === undefined ? {} : { pid }) };
}
