import { randomBytes } from 'node:crypto';
import type { Topic } from '@aicc-bridge/contracts';
import { openDatabase } from '@aicc-bridge/database';
import { createTestDatabase, kafkaForTests } from '@aicc-bridge/testing';
import { type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import {
  type BusBatch,
  BusConsumer,
  type BusStrategy,
  InProcessBus,
  installInProcessBus,
  KafkaBus,
  type MessageBus,
  MESSAGING_MIGRATIONS,
  Outbox,
  type OutgoingMessage,
  Relay,
} from '../src/index.js';

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
export type BusKind = 'in-process' | 'kafka';
type Handler = (batch: BusBatch) => Promise<void>;

export interface Subscriber {
  readonly strategy: BusStrategy;
  close(): Promise<void>;
}

/** A service without anything but its bus: outbox and relay at one end, a Nest controller at the other. */
export interface BusUnderTest {
  readonly bus: MessageBus;
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly relay: Relay;
  publish(events: readonly OutgoingMessage[]): Promise<void>;
  subscribe(handlers: Readonly<Partial<Record<Topic, Handler>>>): Promise<Subscriber>;
  close(): Promise<void>;
}

/** Null if there is no broker on this machine (said loudly). */
export async function busUnderTest(kind: BusKind): Promise<BusUnderTest | null> {
  const brokers = kind === 'kafka' ? await kafkaForTests() : [];
  if (brokers === null) return null;
  const database = await createTestDatabase(['progress-reporter']);
  await installInProcessBus(database.adminUrl, ['progress_reporter']);
  const dataSource = await openDatabase({
    url: database.urlOf('progress-reporter'),
    schema: 'progress_reporter',
    applicationName: 'bus-contract',
    entities: [],
    migrations: MESSAGING_MIGRATIONS,
    onIdleError: () => undefined,
  });
  const bus =
    kind === 'kafka'
      ? new KafkaBus(
          { brokers, clientId: 'contract', prefix: `t${randomBytes(4).toString('hex')}.`, partitions: 3 },
          quiet,
        )
      : new InProcessBus(quiet);
  if (bus instanceof KafkaBus) await bus.provision();
  const outbox = new Outbox(dataSource);
  const relay = new Relay({ dataSource, outbox, bus, service: 'progress-reporter', log: quiet, pollMs: 20 });
  relay.start();
  const subscribers: INestMicroservice[] = [];

  return {
    bus,
    dataSource,
    outbox,
    relay,
    publish: (events) => outbox.transaction((_tx, add) => add(events)),
    subscribe: async (handlers) => {
      const strategy = bus.strategyFor({ group: 'progress-reporter', dataSource });
      const app = await NestFactory.createMicroservice(moduleOf(handlers), { strategy, logger: false });
      await app.listen();
      subscribers.push(app);
      return { strategy, close: () => app.close() };
    },
    close: async () => {
      await Promise.all(subscribers.map((app) => app.close()));
      await relay.stop();
      await bus.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
}

function moduleOf(handlers: Readonly<Partial<Record<Topic, Handler>>>): new () => object {
  class Consumer {}
  for (const [topic, handler] of Object.entries(handlers)) {
    const name = `on ${topic}`;
    Object.defineProperty(Consumer.prototype, name, {
      value: (batch: BusBatch) => handler(batch),
      writable: true,
      configurable: true,
      enumerable: true,
    });
    const descriptor = Object.getOwnPropertyDescriptor(Consumer.prototype, name);
    if (descriptor) EventPattern(topic)(Consumer.prototype, name, descriptor);
    Payload()(Consumer.prototype, name, 0);
  }
  BusConsumer()(Consumer);
  class TestModule {}
  Module({ controllers: [Consumer] })(TestModule);
  return TestModule;
}
