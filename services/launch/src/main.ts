import { configOrExit, runService, SystemClock } from '@aicc-bridge/platform';
import { CONFIG } from './config.js';
import { createLaunchApp } from './create-app.js';

const config = configOrExit(CONFIG);
const { SAML_SIGNING_KEY: privateKey, SAML_SIGNING_CERTIFICATE: certificate } = config;

await runService({
  service: 'launch',
  config,
  create: (bus, log) =>
    createLaunchApp(
      {
        databaseUrl: config.DATABASE_URL,
        keyring: config.KEYRING,
        publicUrl: config.PUBLIC_URL,
        secondFactor: config.SECOND_FACTOR,
        ...(privateKey === undefined || certificate === undefined ? {} : { samlSigning: { privateKey, certificate } }),
        bootstrapPassword: config.BOOTSTRAP_ADMIN_PASSWORD ?? null,
        // Not through the log, which masks passwords: it is shown here once and kept nowhere.
        showBootstrap: ({ username, password }) =>
          void process.stdout.write(`\nFirst start: sign in as "${username}" with the password ${password}\n\n`),
        clock: new SystemClock(),
        log,
      },
      bus,
    ),
});
