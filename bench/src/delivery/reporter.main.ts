import { Clock, createLog } from '@aicc-bridge/platform';
import { createProgressReporterApp, keepHeapSmall } from '@aicc-bridge/progress-reporter';
import { z } from 'zod';
import { QuietBus } from './quiet-bus.js';

const Order = z.union([z.object({ ask: z.literal('cost') }), z.object({ stepMs: z.number() })]);

/** Goes with the system's, ahead of it by what it was told. */
class SteppedClock extends Clock {
  private aheadMs = 0;
  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
  step(ms: number): void {
    this.aheadMs += ms;
  }
}

keepHeapSmall();
const clock = new SteppedClock();

/** One real progress-reporter, in a process of its own. Every host name leads to the sink. */
const app = await createProgressReporterApp(
  {
    databaseUrl: process.env['DATABASE_URL'] ?? '',
    keyring: process.env['KEYRING'] ?? '',
    allowedNetworks: ['127.0.0.0/8'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    clock,
    log: createLog('progress-reporter', 'warn'),
  },
  new QuietBus(),
);
const port = await app.listen(0, '127.0.0.1');
process.send?.({ port });
process.on('message', (message) => {
  const order = Order.parse(message);
  if ('stepMs' in order) clock.step(order.stepMs);
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssMB: process.memoryUsage().rss / 1_048_576 });
});
process.on('disconnect', () => void app.stop().then(() => process.exit(0)));
