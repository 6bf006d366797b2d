import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { LaunchModule } from '../../services/launch/dist/launch.module.js';
import { ListenAddress } from '../../services/launch/dist/outcomes/badge-streams.provider.js';
import { BootstrapSettings } from '../../services/launch/dist/people/bootstrap.provider.js';
import { SamlSettings } from '../../services/launch/dist/saml/service-provider.provider.js';
import { SecondFactorPolicy } from '../../services/launch/dist/sign-in/second-factor.provider.js';
import { SignInLimits } from '../../services/launch/dist/sign-in/sign-in-limits.provider.js';
import { Keyring } from '../../libs/platform/dist/index.js';
import { PackagerModule } from '../../services/packager/dist/packager.module.js';
import { ProgressReporterModule } from '../../services/progress-reporter/dist/progress-reporter.module.js';
import { SettingsModule } from '../../services/settings/dist/settings.module.js';
import { PlatformModule } from '../../libs/platform/dist/app/platform.module.js';

/** Stands where a running service has a part; nothing of it is called while the document is read off the controllers. */
const absent = {};
const LAUNCH_SETTINGS = [Keyring, BootstrapSettings, SignInLimits, SecondFactorPolicy, SamlSettings, ListenAddress];
const MODULES = {
  settings: SettingsModule.with(absent),
  launch: LaunchModule.with(LAUNCH_SETTINGS.map((provide) => ({ provide, useValue: absent }))),
  packager: PackagerModule.with(absent),
  'progress-reporter': ProgressReporterModule.with({ keyring: absent, client: absent, settings: absent }),
};

/**
 * docs/generated/openapi/<service>.json, from the controllers and their zod schemas; and all of them in one for
 * `GET /api/openapi.json`, since callers see one origin and not four services.
 */
export async function files() {
  const documents = [];
  for (const [service, module] of Object.entries(MODULES))
    documents.push({ service, document: await documentOf(service, module) });
  const whole = {
    ...documents[0].document,
    info: { title: 'aicc-bridge', description: ERRORS, version: '1', contact: {} },
    paths: Object.assign({}, ...documents.map(({ document }) => document.paths)),
    components: {
      ...documents[0].document.components,
      schemas: Object.assign({}, ...documents.map(({ document }) => document.components?.schemas ?? {})),
    },
  };
  return [
    ...documents.map(({ service, document }) => ({
      path: `docs/generated/openapi/${service}.json`,
      text: json(document),
    })),
    { path: 'services/settings/assets/openapi.json', text: json(whole) },
  ];
}

const ERRORS = 'Errors are application/problem+json (RFC 9457) with ruleId and errors[].';
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

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
    .setDescription(ERRORS)
    .setVersion('1')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, about);
}
