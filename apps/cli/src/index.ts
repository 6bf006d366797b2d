export { aiccBridge, type Terminal } from './aicc-bridge.js';
