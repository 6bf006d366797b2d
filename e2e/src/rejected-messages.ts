import { Kafka, logLevel } from 'kafkajs';
import { Rejected } from '@aicc-bridge/contracts';
import { until } from '@aicc-bridge/testing';

/** The first `count` messages of `viewing.rejected.v1`, for whoever has this environment. */
export async function rejectedMessages(
  { KAFKA_BROKERS: brokers = '', KAFKA_PREFIX: prefix = '' }: Readonly<Record<string, string>>,
  count: number,
): Promise<readonly Rejected[]> {
  const consumer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).consumer({
    groupId: `${prefix}reader`,
  });
  const found: Rejected[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: `${prefix}viewing.rejected.v1`, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) =>
        void found.push(Rejected.parse(JSON.parse((message.value ?? Buffer.alloc(0)).toString()))),
    });
    await until(() => found.length >= count, { what: `${count} rejected messages`, timeoutMs: 60_000 });
  } finally {
    await consumer.disconnect();
  }
  return found;
}
