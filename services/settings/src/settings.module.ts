import { type DynamicModule, Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ErasedLearnersConsumer } from './audit/erased-learners.consumer.js';
import { PersonTrailController } from './audit/person-trail.controller.js';
import { ApiKeysStore } from './api-keys/api-keys.store.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditStore } from './audit/audit.store.js';
import { ConsoleFiles } from './home/console-files.provider.js';
import { HomeController } from './home/home.controller.js';
import { FetchMetadata, FetchSettings } from './saml/fetch-metadata.provider.js';
import { Publisher, PublisherController } from './publisher/publisher.controller.js';
import { SamlSettingsController } from './saml/saml.controller.js';
import { TenantsController } from './tenants/tenants.controller.js';
import { TenantsStore } from './tenants/tenants.store.js';

/** Tenants, hosts, LMS profile, API keys, audit trail. Table of contents of the service. */
@Module({})
export class SettingsModule {
  static with(publisher: Publisher): DynamicModule {
    return {
      module: SettingsModule,
      controllers: [
        TenantsController,
        SamlSettingsController,
        AuditController,
        PersonTrailController,
        ErasedLearnersConsumer,
        ApiKeysController,
        PublisherController,
        HomeController,
      ],
      providers: [
        { provide: Publisher, useValue: publisher },
        TenantsStore,
        ApiKeysStore,
        AuditStore,
        ConsoleFiles,
        FetchMetadata,
        { provide: FetchSettings, useValue: new FetchSettings() },
      ],
    };
  }
}
