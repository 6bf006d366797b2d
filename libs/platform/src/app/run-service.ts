import { KafkaBus } from '@aicc-bridge/messaging';
import type { ServiceConfig } from '../config.js';
import { createLog, type Log } from '../log.js';
import type { ServiceApp } from './service-app.js';
import { watchEventLoop } from './watch-event-loop.js';
import { watchProgress } from './watch-progress.js';

export interface RunOptions {
  readonly service: string;
  readonly config: ServiceConfig;
  readonly create: (bus: KafkaBus, log: Log) => Promise<ServiceApp>;
}

/** A stop that takes longer than this is cut: compose waits 30 s before SIGKILL. */
const STOP_LIMIT_MS = 27_000;

/** The process of one service in the distributed form: Kafka, signals, and no life after an unknown failure (reliability F16). */
export async function runService({ service, config, create }: RunOptions): Promise<void> {
  const log = createLog(service, config.LOG_LEVEL);
  const die = (event: string, error: unknown): never => {
    log.error(event, { error, stack: error instanceof Error ? error.stack : undefined });
    process.exit(1);
  };
  process.on('unhandledRejection', (error) => die('process.unhandled-rejection', error));
  process.on('uncaughtException', (error) => die('process.uncaught-exception', error));

  watchEventLoop((blockedMs) => log.warn('process.was-blocked', { blockedMs }));
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(signal));
  try {
    const bus = new KafkaBus(
      {
        brokers: config.KAFKA_BROKERS,
        clientId: service,
        prefix: config.KAFKA_PREFIX,
        sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
        requestTimeoutMs: config.KAFKA_REQUEST_TIMEOUT_MS,
        metadataMaxAgeMs: config.KAFKA_METADATA_MAX_AGE_MS,
      },
      log,
    );
    await bus.provision();
    const app = await create(bus, log);
    const port = await app.listen(config.PORT, config.HOST);
    log.info('service.started', { port });
    const stopWatching = watchProgress(
      () => app.busHealth(),
      (detail) => die('consumer.stalled', new Error(detail)),
    );
    if (!stopping.signal.aborted)
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    setTimeout(
      () => die('service.stop-took-too-long', new Error(`more than ${STOP_LIMIT_MS} ms`)),
      STOP_LIMIT_MS,
    ).unref();
    stopWatching();
    await app.stop();
    await bus.close();
    log.info('service.stopped', {});
    process.exit(0);
  } catch (error) {
    die('service.failed', error);
  }
}
