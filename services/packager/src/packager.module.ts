import { type DynamicModule, Module } from '@nestjs/common';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { CatalogueStore } from './catalogue/catalogue.store.js';
import { CatalogueUpkeep } from './catalogue/catalogue-upkeep.worker.js';
import { CourseVersionsController } from './catalogue/course-versions.controller.js';
import { CourseVersionsStore } from './catalogue/course-versions.store.js';
import { CoursesController } from './catalogue/courses.controller.js';
import { ConnectionCheckController } from './connection-check/connection-check.controller.js';
import { ArchiveBytes } from './downloads/archive-bytes.provider.js';
import { ArchiveSender } from './downloads/archive-sender.provider.js';
import { DownloadPlans } from './downloads/download-plans.provider.js';
import { DownloadsController } from './downloads/downloads.controller.js';
import { DownloadsStore } from './downloads/downloads.store.js';
import { PlansStore } from './downloads/plans.store.js';
import { CacheSettings, SegmentCache } from './downloads/segment-cache.provider.js';
import { SegmentMakers } from './downloads/segment-makers.provider.js';
import { PublicAddress, TenantPackages } from './downloads/tenant-packages.store.js';
import { CatalogueImport } from './exchange/catalogue-import.provider.js';
import { ExchangeController } from './exchange/exchange.controller.js';
import { FeedController } from './feed/feed.controller.js';
import { FeedStore } from './feed/feed.store.js';
import { CourseCheckController } from './lint/course-check.controller.js';
import { LintController } from './lint/lint.controller.js';
import { LintStore } from './lint/lint.store.js';
import { CoursePackages } from './packages/course-packages.provider.js';
import { PackagesController } from './packages/packages.controller.js';
import { PackageLinks } from './pens/package-links.store.js';
import { PensController } from './pens/pens.controller.js';
import { SearchController } from './search/search.controller.js';
import { SearchStore } from './search/search.store.js';
import { TenantsConsumer } from './tenants.consumer.js';

/** Kept packages on disk unless the deployment says otherwise. */
const CACHE_BYTES = 512 * 1_048_576;

/** Catalogue, search and AICC packages. Table of contents of the service. */
@Module({})
export class PackagerModule {
  static with(
    address: PublicAddress,
    cache = new CacheSettings(null, CACHE_BYTES),
    client = new HacpClient({ allowedNetworks: [] }),
  ): DynamicModule {
    return {
      module: PackagerModule,
      controllers: [
        SearchController,
        ExchangeController,
        ConnectionCheckController,
        LintController,
        CourseCheckController,
        CoursesController,
        CourseVersionsController,
        PackagesController,
        DownloadsController,
        FeedController,
        PensController,
        TenantsConsumer,
      ],
      providers: [
        { provide: PublicAddress, useValue: address },
        { provide: CacheSettings, useValue: cache },
        CatalogueStore,
        CourseVersionsStore,
        CatalogueUpkeep,
        CatalogueImport,
        SearchStore,
        LintStore,
        TenantPackages,
        CoursePackages,
        SegmentCache,
        SegmentMakers,
        PlansStore,
        DownloadsStore,
        DownloadPlans,
        ArchiveBytes,
        ArchiveSender,
        FeedStore,
        PackageLinks,
        { provide: HacpClient, useValue: client },
      ],
    };
  }
}
