import { type DynamicModule, Module } from '@nestjs/common';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { Keyring } from '@aicc-bridge/platform';
import { DeliveryBell } from './delivery/delivery-bell.js';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { DeliverySteps } from './delivery/delivery-steps.provider.js';
import { DeliveryWorker } from './delivery/delivery.worker.js';
import { DeliveryStore } from './delivery/delivery.store.js';
import { HostGates } from './delivery/host-gates.js';
import { TenantCache } from './delivery/tenant-cache.provider.js';
import { LmsExchange } from './delivery/lms-exchange.provider.js';
import { OpenSessionStore } from './delivery/open-session.store.js';
import { RecordStore } from './delivery/record.store.js';
import { BusLag } from './health/bus-lag.provider.js';
import { DeliveryHealthController } from './health/delivery-health.controller.js';
import { DeliveryHealthStore } from './health/delivery-health.store.js';
import { ErasureConsumer } from './erasure/erasure.consumer.js';
import { ErasureStore } from './erasure/erasure.store.js';
import { LearnerDataController } from './erasure/learner-data.controller.js';
import { LearnerDataStore } from './erasure/learner-data.store.js';
import { HostSuggestionsController } from './host-suggestions/host-suggestions.controller.js';
import { IdentityConflictsController } from './identity-conflicts/identity-conflicts.controller.js';
import { IdentityConflictsStore } from './identity-conflicts/identity-conflicts.store.js';
import { IngestStore } from './ingest/ingest.store.js';
import { LaunchSessionsConsumer } from './ingest/launch-sessions.consumer.js';
import { StateConsumer } from './ingest/state.consumer.js';
import { UnclaimedViewing } from './ingest/unclaimed-viewing.worker.js';
import { ViewingEventsConsumer } from './ingest/viewing-events.consumer.js';
import { ViewingIngest } from './ingest/viewing-ingest.store.js';
import { ReadModels } from './read-models.store.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { ReplaysController } from './replays/replays.controller.js';
import { ReplaysStore } from './replays/replays.store.js';
import { LmsTestsController } from './lms-tests/lms-tests.controller.js';
import { LaunchesController } from './reports/launches.controller.js';
import { LaunchStreams } from './reports/launch-streams.provider.js';
import { LaunchesStore } from './reports/launches.store.js';
import { ReportFiguresController } from './reports/report-figures.controller.js';
import { HistoryStore } from './reports/history.store.js';
import { ReportFiguresStore } from './reports/report-figures.store.js';
import { TracePartitions } from './trace/trace-partitions.worker.js';
import { TraceStore } from './trace/trace.store.js';

export interface ProgressReporterParts {
  readonly keyring: Keyring;
  readonly client: HacpClient;
  readonly settings: DeliverySettings;
}

/** Viewing events → progress → HACP. Table of contents of the service. */
@Module({})
export class ProgressReporterModule {
  static with({ keyring, client, settings }: ProgressReporterParts): DynamicModule {
    return {
      module: ProgressReporterModule,
      controllers: [
        ViewingEventsConsumer,
        LaunchSessionsConsumer,
        StateConsumer,
        ErasureConsumer,
        ReportFiguresController,
        LaunchesController,
        LearnerDataController,
        ReplaysController,
        DeliveryHealthController,
        ReceiptsController,
        HostSuggestionsController,
        IdentityConflictsController,
        LmsTestsController,
      ],
      providers: [
        { provide: Keyring, useValue: keyring },
        { provide: HacpClient, useValue: client },
        { provide: DeliverySettings, useValue: settings },
        DeliveryBell,
        ReadModels,
        IngestStore,
        ViewingIngest,
        UnclaimedViewing,
        TenantCache,
        HostGates,
        DeliveryStore,
        OpenSessionStore,
        RecordStore,
        TraceStore,
        TracePartitions,
        LmsExchange,
        DeliverySteps,
        DeliveryWorker,
        LaunchesStore,
        ErasureStore,
        LearnerDataStore,
        ReportFiguresStore,
        HistoryStore,
        ReplaysStore,
        DeliveryHealthStore,
        BusLag,
        LaunchStreams,
        IdentityConflictsStore,
      ],
    };
  }
}
