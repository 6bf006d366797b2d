import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { Pool } from 'undici';
import { z } from 'zod';

/**
 * The ground line of `latency`: a bare kafkajs consumer that writes the ids of what has come in one statement and posts for each.
 * Nothing is joined, claimed or decided, and no outcome is kept.
 */
const Order = z.object({
  brokers: z.array(z.string()),
  topic: z.string(),
  groupId: z.string(),
  databaseUrl: z.string(),
  sinkPort: z.number(),
});
const Viewing = z.object({ data: z.object({ launchId: z.string() }) });

process.on('message', (message) => {
  const order = Order.parse(message);
  void start(order).then(() => process.send?.({ ready: true }));
});
process.on('disconnect', () => process.exit(0));

async function start({ brokers, topic, groupId, databaseUrl, sinkPort }: z.infer<typeof Order>): Promise<void> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  await db.query('create table if not exists bare_events (launch_id uuid not null)');
  const lms = new Pool(`http://127.0.0.1:${sinkPort}`, { connections: 64, pipelining: 1 });
  const post = async (launchId: string): Promise<void> => {
    const body = `command=PutParam&version=4.0&session_id=${sidOf(launchId)}&aicc_data=x`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await lms.request({ method: 'POST', path: '/hacp', headers, body });
    await answer.body.text();
  };
  let waiting: string[] = [];
  let writing = false;
  const write = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await db.query('insert into bare_events select unnest($1::uuid[])', [batch]);
      for (const launchId of batch) void post(launchId);
    }
    writing = false;
  };
  const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 64,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages)
        if (value !== null) waiting.push(Viewing.parse(JSON.parse(value.toString())).data.launchId);
      void write();
    },
  });
  await joined;
}

/** As `latency` counts it. */
function sidOf(launchId: string): string {
  return launchId.replaceAll('-', '');
}
