import { startSimulator } from './simulator.js';

const text = (name: string): string | undefined => process.env[name] || undefined;
const publicUrl = text('PUBLIC_URL');
const hacpUrl = text('HACP_URL');
const dataFile = text('DATA_FILE');

const simulator = await startSimulator({
  host: text('HOST') ?? '0.0.0.0',
  port: Number(text('PORT') ?? 8090),
  idleMs: Number(text('IDLE_MS') ?? 30 * 60_000),
  ...(publicUrl === undefined ? {} : { publicUrl }),
  ...(hacpUrl === undefined ? {} : { hacpUrl }),
  ...(dataFile === undefined ? {} : { dataFile }),
});
process.stdout.write(`Demo LMS on ${simulator.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
