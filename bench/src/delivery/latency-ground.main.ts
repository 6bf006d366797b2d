import { Kafka, logLevel } from 'kafkajs';
import { BatchWriter } from '@aicc-bridge/platform';
import pg from 'pg';
import { z } from 'zod';
import { barePost } from './bare-post.js';
import { sidOf } from './seed.js';

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
  const post = barePost(sinkPort);
  const write = async (launchIds: readonly string[]): Promise<undefined[]> => {
    await db.query('insert into bare_events select unnest($1::uuid[])', [launchIds]);
    return launchIds.map(() => undefined);
  };
  const events = new BatchWriter(write, { parallel: 1, size: 1_000 });
  const take = async (launchId: string): Promise<void> => {
    await events.add(launchId);
    await post(`command=PutParam&version=4.0&session_id=${sidOf(launchId)}&aicc_data=x`);
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
        if (value !== null) void take(Viewing.parse(JSON.parse(value.toString())).data.launchId);
    },
  });
  await joined;
}
