import { afterAll, afterEach, expect, test } from '@jest/globals';
import { type Admin, CompressionCodecs, CompressionTypes, Kafka, logLevel } from 'kafkajs';
import type { OutgoingMessage } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { OwnKafka, until } from '@aicc-bridge/testing';
import { FULL, scaled } from '../src/fault-scale.js';
import { literally } from '../src/literal-codecs.js';
import { ReporterProcesses } from '../src/reporter-processes.js';
import type { ReporterProcess } from '../src/reporter-process.js';
import { everybodyCompleted, faultSuite, killedAt, LEARNERS, PATIENCE_MS } from './fault-suite.js';

/** Faults of reliability §4c between a reporter and Kafka, on a broker of their own; each ends with the invariants I1–I5 of §4a. */
const LATE = ['p12', 'p13'];
let kafka: OwnKafka | null = null;
const start = faultSuite(LATE.length, async () => (kafka = await OwnKafka.start())?.brokers ?? null);
afterEach(() => {
  kafka?.wire.become('pass');
  if (kafka) kafka.wire.fault = null;
});
afterAll(() => kafka?.close());

const VIEWING = 'viewing.events.v1';
const client = (it: ReporterProcesses): Kafka =>
  new Kafka({ brokers: (it.environment['KAFKA_BROKERS'] ?? '').split(','), logLevel: logLevel.NOTHING });
const fullName = (it: ReporterProcesses, topic: string): string => `${it.environment['KAFKA_PREFIX'] ?? ''}${topic}`;
const groupOf = (it: ReporterProcesses): string => fullName(it, 'aicc-bridge.progress-reporter');
const said = (copy: ReporterProcess): string => copy.output.join('');

async function asAdmin<T>(it: ReporterProcesses, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client(it).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function stopped(copy: ReporterProcess): Promise<void> {
  copy.child.kill('SIGTERM');
  expect((await copy.exited).code).toBe(0);
}

/** Until the reporters have read everything that was published before. */
async function allRead(it: ReporterProcesses): Promise<void> {
  const launchId = it.launches[0]?.launchId ?? '';
  const at = new Date(Date.now() + 60_000).toISOString();
  await it.publish('launch.sessions.v1', launchId, 'launch.presence', { launchId, at });
  const seen = async (): Promise<boolean> =>
    (await it.db.query<unknown[]>('select 1 from activity where presence_at = $1', [at])).length > 0;
  await until(seen, { what: 'everything to be read', timeoutMs: 30_000 });
}

test(
  'F5: killed between the decision and the commit of the offset – the events come again and change nothing',
  async () => {
    const it = await start();
    if (!it) return;
    await killedAt(it, { at: 'after-resolve', after: 4 }, { onceReady: false });
    await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F17: the broker is gone – what is due is delivered from the database, readiness says so, and all goes on when it is back',
  async () => {
    const it = await start();
    if (!it || !kafka) return;
    const copy = await it.run();
    await copy.ready();
    await it.everybodyOpens(LEARNERS);
    await it.settled(30_000, (row) => row.phase === 'reporting');
    // The LMS is ill until everything has been read, so that all is still due when the broker goes.
    const held: (() => void)[] = [];
    it.front.always = async (socket, forward) => {
      await new Promise<void>((resolve) => held.push(resolve));
      socket.write(await forward());
    };
    await it.bus.publish(it.launches.flatMap((launch) => it.pieces(launch)));
    await allRead(it);
    kafka.kill();
    it.front.always = null;
    for (const release of held) release();
    await everybodyCompleted(it);
    await until(async () => (await copy.readiness()).status === 503, { what: 'not ready', timeoutMs: 60_000 });
    if (FULL) await new Promise((resolve) => setTimeout(resolve, 5 * 60_000));
    await kafka.run();
    await copy.ready();
    await it.everybodyWatches(LATE);
    await everybodyCompleted(it, [...LEARNERS, ...LATE]);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F18: the broker is not there at the start – it waits for it, and does not end more than once in 10 s',
  async () => {
    const it = await start();
    if (!it || !kafka) return;
    await it.everybodyWatches(LEARNERS);
    kafka.wire.become('refuse');
    const begun = performance.now();
    const copy = await it.run();
    await until(() => said(copy).split('kafka.client').length > 3, { what: 'it to try', timeoutMs: 30_000 });
    if (FULL) {
      await copy.exited;
      expect(performance.now() - begun).toBeGreaterThan(10_000);
    } else expect(copy.child.exitCode).toBeNull();
    kafka.wire.become('pass');
    if (FULL) await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F19: connections to the broker hang without a reset – requests end at their limit, new connections are made, all is delivered',
  async () => {
    const it = await start();
    if (!it || !kafka) return;
    const copy = await it.run();
    await copy.ready();
    await it.everybodyWatches(LEARNERS.slice(0, 6));
    await it.settled();
    kafka.wire.strand();
    await it.everybodyWatches(LEARNERS.slice(6));
    await everybodyCompleted(it);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F21: events packed with snappy, lz4 and zstd, which our client cannot read – the broker unpacks them, and they count',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    const launches = await it.everybodyOpens(LEARNERS);
    const codecs = [CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD] as const;
    CompressionCodecs[CompressionTypes.Snappy] = literally('snappy');
    CompressionCodecs[CompressionTypes.LZ4] = literally('lz4');
    CompressionCodecs[CompressionTypes.ZSTD] = literally('zstd');
    const producer = client(it).producer();
    await producer.connect();
    for (const [n, compression] of codecs.entries())
      await producer.send({
        topic: fullName(it, VIEWING),
        compression,
        messages: launches
          .filter((_launch, at) => at % codecs.length === n)
          .flatMap((launch) => it.pieces(launch))
          .map(({ key, value, headers }) => ({
            key,
            value: value === null ? null : Buffer.from(value),
            headers: { ...headers },
          })),
      });
    await producer.disconnect();
    await everybodyCompleted(it);
    expect(said(copy)).not.toContain('consumer.ended');
  },
  PATIENCE_MS,
);

test(
  'F22: records of 2 to 8 MB – what is an event counts, what is none is kept with its reason, and memory stays bounded',
  async () => {
    const it = await start();
    if (!it) return;
    await asAdmin(it, (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: 2, name: fullName(it, VIEWING), configEntries: [{ name: 'max.message.bytes', value: '12000000' }] },
        ],
      }),
    );
    const copy = await it.run();
    await copy.ready();
    const before = await copy.residentBytes();
    const producer = client(it).producer();
    await producer.connect();
    const topic = fullName(it, VIEWING);
    const [big, ...others] = await it.everybodyOpens(LEARNERS);
    if (!big) throw new Error('nobody watches');
    await producer.send({ topic, messages: [{ key: 'rubbish', value: 'x'.repeat(8_000_000) }] });
    for (const { key, value, headers } of it.pieces(big)) {
      const event: unknown = JSON.parse(Buffer.from(value ?? '').toString());
      const padded = JSON.stringify({ ...Object(event), padding: 'x'.repeat(2_000_000) });
      await producer.send({ topic, messages: [{ key, value: padded, headers: { ...headers } }] });
    }
    await producer.disconnect();
    await it.bus.publish(others.flatMap((launch) => it.pieces(launch)));
    await everybodyCompleted(it);
    const kept = async (): Promise<boolean> =>
      (await it.db.query<unknown[]>('select 1 from outbox where parked_reason is not null')).length === 1;
    await until(kept, { what: 'the rubbish to be kept with its reason', timeoutMs: 30_000 });
    expect((await copy.residentBytes()) - before).toBeLessThan(200_000_000);
  },
  PATIENCE_MS,
);

test.each(scaled(['4.1.0'], ['4.1.0', '3.9.1']))(
  'F24: the broker is Kafka %s – two copies share the work, leave and come back, and all is delivered',
  async (version) => {
    const other = await OwnKafka.start(version);
    if (!other) return;
    const it = await ReporterProcesses.start(other.brokers, LEARNERS.length);
    try {
      const first = await it.run();
      await first.ready();
      const second = await it.run();
      await second.ready();
      await it.everybodyWatches(LEARNERS);
      await stopped(second);
      await everybodyCompleted(it);
    } finally {
      await it.stop();
      await other.close();
    }
  },
  PATIENCE_MS,
);

test(
  'F26: copies come and go while the LMS takes its time – no message is cut off, and each result is counted once',
  async () => {
    const it = await start();
    if (!it) return;
    let cut = 0;
    it.front.always = async (socket, forward) => {
      const answer = await forward();
      await new Promise((resolve) => setTimeout(resolve, scaled(400, 5_000)));
      if (socket.destroyed) cut += 1;
      socket.write(answer);
    };
    const first = await it.run();
    await first.ready();
    await it.everybodyWatches(LEARNERS);
    for (let turn = 0; turn < scaled(1, 20); turn += 1) {
      const other = await it.run();
      await other.ready();
      await stopped(other);
    }
    await everybodyCompleted(it);
    const [row] = await it.db.query<{ n: number }[]>('select count(*)::int as n from exchanges');
    expect({ cut, counted: row?.n }).toEqual({ cut: 0, counted: it.lms.lms.log.length });
  },
  PATIENCE_MS,
);

test(
  'F27: the group’s offsets are deleted – everything is read again from the beginning, and no LMS hears of it',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run();
    await it.everybodyWatches(LEARNERS);
    await everybodyCompleted(it);
    await stopped(first);
    await asAdmin(it, (admin) => admin.deleteGroups([groupOf(it)]));
    const posts = it.lms.lms.log.length;
    const second = await it.run();
    await second.ready();
    await allRead(it);
    await everybodyCompleted(it);
    expect(it.lms.lms.log).toHaveLength(posts);
  },
  PATIENCE_MS,
);

test(
  'F28: partitions are added while it runs, and the topic is made anew while it is stopped – what comes then is delivered',
  async () => {
    const it = await start({ partitions: 1 });
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    await it.everybodyWatches(LEARNERS.slice(0, 4));
    await it.settled();
    const topic = fullName(it, VIEWING);
    await asAdmin(it, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 6 }] }));
    await it.everybodyWatches(LEARNERS.slice(4, 8));
    await it.settled();
    expect(copy.child.exitCode).toBeNull();
    // Not under a running consumer: kafkajs knows no topic ids, so it would go on in the new topic where it was in the old one.
    await stopped(copy);
    await asAdmin(it, (admin) => admin.deleteTopics({ topics: [topic] }));
    await it.bus.provision();
    const next = await it.run();
    await next.ready();
    await it.everybodyWatches(LEARNERS.slice(8));
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F29: retention deletes events that nobody has read – a loud line says how many of which partition, and the rest goes on',
  async () => {
    const it = await start({ partitions: 1 });
    if (!it) return;
    const first = await it.run();
    await it.everybodyWatches(LEARNERS);
    await everybodyCompleted(it);
    await stopped(first);
    const topic = fullName(it, VIEWING);
    const [known] = it.launches;
    if (!known) throw new Error('there is no launch');
    await it.bus.publish(it.again({ ...known, launchId: newId() }));
    await asAdmin(it, async (admin) => {
      const [end] = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: end?.high ?? '0' }] });
    });
    const second = await it.run();
    await second.ready();
    const line = said(second)
      .split('\n')
      .find((text) => text.includes('events.lost-to-retention'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', topic: VIEWING, partition: 0, count: 7 });
    await it.everybodyWatches(LATE);
    await everybodyCompleted(it, [...LEARNERS, ...LATE]);
  },
  PATIENCE_MS,
);

test(
  'F30: commits of offsets fail – nothing ends for good, the events come again and change nothing',
  async () => {
    const it = await start();
    if (!it || !kafka) return;
    const copy = await it.run();
    await copy.ready();
    const OFFSET_COMMIT = 8;
    let cut = 0;
    kafka.wire.fault = (piece, from) => {
      if (from !== 'client' || piece.length < 6 || piece.readInt16BE(4) !== OFFSET_COMMIT || cut >= 8) return 0;
      cut += 1;
      return 'cut';
    };
    await it.everybodyWatches(LEARNERS);
    await until(() => cut >= 8, { what: 'eight commits to fail', timeoutMs: 60_000 });
    await it.everybodyWatches(LATE);
    await everybodyCompleted(it, [...LEARNERS, ...LATE]);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F32: the events of one launch lie on many partitions – the same end',
  async () => {
    const it = await start();
    if (!it) return;
    for (const copy of [await it.run(), await it.run()]) await copy.ready();
    const launches = await it.everybodyOpens(LEARNERS);
    const isSegment = ({ value }: OutgoingMessage): boolean => Buffer.from(value ?? '').includes('viewing.segment.v1');
    const events = launches.flatMap((launch) => it.pieces(launch));
    await it.bus.publish(events.filter(isSegment).map((event, n) => ({ ...event, key: `wrong-${n}` })));
    // Whoever leaves before all of it was read would take the rest along to the next launch.
    const allWatched = (): boolean => {
      const grades = it.lms.lms.gradebook();
      return grades.length === LEARNERS.length && grades.every(({ score }) => score === 100);
    };
    await until(allWatched, { what: 'all segments to be read and told', timeoutMs: 90_000 });
    await it.bus.publish(events.filter((event) => !isSegment(event)));
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);
