import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '@aicc-bridge/contracts';
import { type BusHealth, type BusStrategy, type MessageBus, Outbox, Relay } from '@aicc-bridge/messaging';
import type { DataSource } from 'typeorm';
import { Clock, newId } from '../clock.js';
import { type Log, nestLogger } from '../log.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { validationPipe } from '../problem/validation.js';
import { Readiness, type ReadinessVerdict } from './health.controller.js';
import { PlatformModule } from './platform.module.js';
import { watchUnusedConnections } from './unused-connections.js';

export interface ServiceAppOptions {
  readonly name: ServiceName;
  readonly module: Type | DynamicModule;
  readonly bus: MessageBus;
  /** open and migrated; the app closes it at the end */
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Log;
  /** largest request body in bytes; default 1 MiB */
  readonly bodyLimit?: number;
}

/** One running service: HTTP, its subscription to the bus, its relay. */
export interface ServiceApp {
  readonly nest: NestFastifyApplication;
  /** joins the bus and gets ready to answer, without a port of its own; for the standalone's edge */
  start(): Promise<void>;
  /** answers one HTTP request that came in by another server of this process */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** `start`, and listens; resolves with the port */
  listen(port: number, host: string): Promise<number>;
  ready(): Promise<ReadinessVerdict>;
  /** whether its consumer makes progress; see `watchProgress` */
  busHealth(): BusHealth;
  /** Drains (design §8): unready → consumers → work in flight → relay → pools. */
  stop(): Promise<void>;
}

export async function createServiceApp(options: ServiceAppOptions): Promise<ServiceApp> {
  const { name, bus, dataSource, clock, log } = options;
  const outbox = new Outbox(dataSource);
  const readiness = new Readiness();

  @Module({ imports: [PlatformModule.with({ dataSource, outbox, bus, clock, log, readiness }), options.module] })
  class AppModule {}

  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? 1_048_576,
    genReqId: () => newId(),
    // Only an edge beside us may say whose request it passes on; from anywhere else X-Forwarded-For is hearsay.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    requestTimeout: 120_000,
  });
  const nest = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  nest.useGlobalFilters(new ProblemFilter(log));
  nest.useGlobalPipes(validationPipe());
  const strategy = bus.strategyFor({ group: name, dataSource });
  nest.connectMicroservice({ strategy });
  const relay = new Relay({ dataSource, outbox, bus, service: name, log });
  const endUnusedConnections = watchUnusedConnections(nest.getHttpServer());
  let draining = false;
  readiness.add(() => (draining ? { ready: false, why: 'shutting down' } : { ready: true }));
  readiness.add(() => busVerdict(strategy));

  const start = async (): Promise<void> => {
    await nest.init();
    await nest.startAllMicroservices();
    relay.start();
    await nest.getHttpAdapter().getInstance().ready();
  };
  return {
    nest,
    start,
    handle: (request, response) => nest.getHttpAdapter().getInstance().routing(request, response),
    listen: async (port, host) => {
      await start();
      await nest.listen(port, host);
      const address = nest.getHttpServer().address();
      return address !== null && typeof address === 'object' ? address.port : port;
    },
    ready: () => readiness.verdict(),
    busHealth: () => strategy.health(),
    stop: async () => {
      draining = true;
      await strategy.close();
      const enough = endUnusedConnections();
      await nest.close().finally(enough);
      await relay.stop();
      await dataSource.destroy();
    },
  };
}

function busVerdict(strategy: BusStrategy): ReadinessVerdict {
  const health = strategy.health();
  return health.kind === 'ready' ? { ready: true } : { ready: false, why: health.detail };
}
