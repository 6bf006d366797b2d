export { startStandalone, type Standalone, type StandaloneOptions } from './standalone.js';
export { DEMO } from './demo/seed-demo.js';
