export { createPackagerApp, type PackagerConfig } from './create-app.js';
export { CacheSettings } from './downloads/segment-cache.provider.js';
