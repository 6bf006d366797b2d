import { Kafka, logLevel } from 'kafkajs';
import { z } from 'zod';

/** The ground line of `intake`: a bare kafkajs eachBatch loop that parses each message and does nothing else. */
const Order = z.object({ brokers: z.array(z.string()), topic: z.string(), groupId: z.string(), events: z.number() });

process.on('message', (message) => {
  const order = Order.parse(message);
  void read(order).then((ms) => process.send?.({ ms }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

/** ms from the first message to the last. */
async function read({ brokers, topic, groupId, events }: z.infer<typeof Order>): Promise<number> {
  const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  let begun = 0;
  const ms = await new Promise<number>((resolve) => {
    void consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: async ({ batch }) => {
        if (begun === 0) begun = performance.now();
        for (const { value } of batch.messages) if (value !== null) JSON.parse(value.toString());
        seen += batch.messages.length;
        if (seen >= events) resolve(performance.now() - begun);
      },
    });
  });
  await consumer.disconnect();
  return ms;
}
