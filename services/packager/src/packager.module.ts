import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogueStore } from './catalogue/catalogue.store.js';
import { CoursesController } from './catalogue/courses.controller.js';
import { PackagesController, PublicAddress } from './packages/packages.controller.js';
import { Zips } from './packages/zip.provider.js';
import { TenantsConsumer } from './tenants.consumer.js';

/** Catalogue and AICC packages. Table of contents of the service. */
@Module({})
export class PackagerModule {
  static with(address: PublicAddress): DynamicModule {
    return {
      module: PackagerModule,
      controllers: [CoursesController, PackagesController, TenantsConsumer],
      providers: [{ provide: PublicAddress, useValue: address }, CatalogueStore, Zips],
    };
  }
}
