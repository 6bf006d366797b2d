import { createLog, SystemClock } from '@aicc-bridge/platform';
import { createProgressReporterApp } from '@aicc-bridge/progress-reporter';
import { QuietBus } from './quiet-bus.js';

/** One real progress-reporter, in a process of its own. Every host name leads to the sink. */
const app = await createProgressReporterApp(
  {
    databaseUrl: process.env['DATABASE_URL'] ?? '',
    keyring: process.env['KEYRING'] ?? '',
    allowedNetworks: ['127.0.0.0/8'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    clock: new SystemClock(),
    log: createLog('progress-reporter', 'warn'),
  },
  new QuietBus(),
);
await app.start();
process.send?.({ ready: true });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssMB: process.memoryUsage().rss / 1_048_576 });
});
process.on('disconnect', () => void app.stop().then(() => process.exit(0)));
