import { configOrExit, runService, SystemClock } from '@aicc-bridge/platform';
import { CONFIG } from './config.js';
import { createPackagerApp } from './create-app.js';
import { CacheSettings } from './downloads/segment-cache.provider.js';

const config = configOrExit(CONFIG);

await runService({
  service: 'packager',
  config,
  create: (bus, log) =>
    createPackagerApp(
      {
        databaseUrl: config.DATABASE_URL,
        publicUrl: config.PUBLIC_URL,
        clock: new SystemClock(),
        log,
        allowedNetworks: config.ALLOWED_NETWORKS,
        cache: new CacheSettings(config.PACKAGE_CACHE_DIR ?? null, config.PACKAGE_CACHE_MB * 1_048_576),
      },
      bus,
    ),
});
