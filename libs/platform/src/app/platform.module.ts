import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MessageBus, Outbox } from '@aicc-bridge/messaging';
import { DataSource } from 'typeorm';
import { AccessGuard } from '../access/access.guard.js';
import { AccessVerifier } from '../access/access-verifier.store.js';
import { IdentityConsumer } from '../access/identity.consumer.js';
import { Clock } from '../clock.js';
import { Log } from '../log.js';
import { HealthController, Readiness } from './health.controller.js';

export interface PlatformParts {
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly readiness: Readiness;
}

/** What every service has: its database, outbox, clock, log, the deny-by-default guard and health. */
@Module({})
export class PlatformModule {
  static with(parts: PlatformParts): DynamicModule {
    const values = [
      { provide: DataSource, useValue: parts.dataSource },
      { provide: Outbox, useValue: parts.outbox },
      { provide: MessageBus, useValue: parts.bus },
      { provide: Clock, useValue: parts.clock },
      { provide: Log, useValue: parts.log },
      { provide: Readiness, useValue: parts.readiness },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, IdentityConsumer],
      providers: [...values, AccessVerifier, { provide: APP_GUARD, useClass: AccessGuard }],
      exports: [...values.map(({ provide }) => provide), AccessVerifier],
    };
  }
}
