export { createProgressReporterApp, type ProgressReporterConfig } from './create-app.js';
export { type Durations } from './durations.js';
