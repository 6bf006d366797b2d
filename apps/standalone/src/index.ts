export { startStandalone, type Standalone, type StandaloneOptions } from './standalone.js';
export { DEMO, seedDemo, type DemoSettings } from './demo/seed-demo.js';
