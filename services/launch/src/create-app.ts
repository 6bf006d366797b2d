import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { type Clock, createServiceApp, Keyring, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { REPORT_TYPES } from './frame-reports/read-csp-report.js';
import { LaunchModule } from './launch.module.js';
import { Erasure1764000032000 } from './migrations/1764000032000-erasure.js';
import { FrameReports1764000051000 } from './migrations/1764000051000-frame-reports.js';
import { OpenLaunches1764000052000 } from './migrations/1764000052000-open-launches.js';
import { LaunchWithinSession1764000067000 } from './migrations/1764000067000-launch-within-session.js';
import { Launch1764000002000 } from './migrations/1764000002000-launch.js';
import { SignIn1764000021000 } from './migrations/1764000021000-sign-in.js';
import { ListenAddress } from './outcomes/badge-streams.provider.js';
import { BootstrapSettings } from './people/bootstrap.provider.js';
import { SamlSettings } from './saml/service-provider.provider.js';
import { SecondFactorPolicy } from './sign-in/second-factor.provider.js';
import { SignInLimits } from './sign-in/sign-in-limits.provider.js';

export interface LaunchConfig {
  readonly databaseUrl: string;
  readonly keyring: string;
  /** of the bridge as browsers reach it; absent = no SAML, since its answers are addressed to it */
  readonly publicUrl?: string;
  /** PEM; absent = requests to identity providers are not signed */
  readonly samlSigning?: { readonly privateKey: string; readonly certificate: string };
  /** default `offered` */
  readonly secondFactor?: 'required' | 'offered';
  readonly limits?: SignInLimits;
  /** of the first publisher-admin; null = a random one is made and shown */
  readonly bootstrapPassword: string | null;
  readonly showBootstrap: (account: { readonly username: string; readonly password: string }) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The service as a Nest application of its own, on whichever bus. */
export async function createLaunchApp(config: LaunchConfig, bus: MessageBus): Promise<ServiceApp> {
  const { databaseUrl, keyring, bootstrapPassword, showBootstrap, clock, log } = config;
  const dataSource = await openDatabase({
    url: databaseUrl,
    schema: schemaOf('launch'),
    applicationName: 'launch',
    entities: [],
    migrations: [
      ...MESSAGING_MIGRATIONS,
      Launch1764000002000,
      SignIn1764000021000,
      Erasure1764000032000,
      FrameReports1764000051000,
      OpenLaunches1764000052000,
      LaunchWithinSession1764000067000,
    ],
    poolSize: 20,
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const module = LaunchModule.with({
    keyring: Keyring.parse(keyring),
    bootstrap: new BootstrapSettings(bootstrapPassword, showBootstrap),
    limits: config.limits ?? new SignInLimits(),
    secondFactor: new SecondFactorPolicy(config.secondFactor ?? 'offered'),
    saml: new SamlSettings(config.publicUrl ?? null, config.samlSigning ?? null),
    listen: new ListenAddress(databaseUrl),
  });
  const app = await createServiceApp({ name: 'launch', module, bus, dataSource, clock, log });
  // The body is the stream itself: a report that is too long must get the same answer as any other.
  const fastify = app.nest.getHttpAdapter().getInstance();
  for (const type of REPORT_TYPES) fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  return app;
}
