export { createPackagerApp, type PackagerConfig } from './create-app.js';
