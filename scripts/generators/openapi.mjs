import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { LaunchModule } from '../../services/launch/dist/launch.module.js';
import { PackagerModule } from '../../services/packager/dist/packager.module.js';
import { ProgressReporterModule } from '../../services/progress-reporter/dist/progress-reporter.module.js';
import { SettingsModule } from '../../services/settings/dist/settings.module.js';
import { PlatformModule } from '../../libs/platform/dist/app/platform.module.js';

/** Stands where a running service has a part; nothing of it is called while the document is read off the controllers. */
const absent = {};
const MODULES = {
  settings: SettingsModule,
  launch: LaunchModule.with(absent, absent),
  packager: PackagerModule.with(absent),
  'progress-reporter': ProgressReporterModule.with({ keyring: absent, client: absent, settings: absent }),
};

/** docs/generated/openapi/<service>.json, from the controllers and their zod schemas. */
export async function files() {
  return Promise.all(Object.entries(MODULES).map(([service, module]) => documentOf(service, module)));
}

async function documentOf(service, module) {
  const platform = PlatformModule.with({
    dataSource: absent,
    outbox: absent,
    bus: absent,
    clock: absent,
    log: absent,
    readiness: absent,
  });
  const root = class {};
  const app = await NestFactory.create({ module: root, imports: [platform, module] }, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const about = new DocumentBuilder()
    .setTitle(`aicc-bridge: ${service}`)
    .setDescription('Errors are application/problem+json (RFC 9457) with ruleId and errors[].')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, about);
  return { path: `docs/generated/openapi/${service}.json`, text: `${JSON.stringify(document, null, 2)}\n` };
}
