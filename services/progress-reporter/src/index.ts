export { createProgressReporterApp, type ProgressReporterConfig } from './create-app.js';
export { type Durations } from './durations.js';
export { openReporterStores, type ReporterStores } from './reporter-stores.js';
export { keepHeapSmall } from './small-heap.js';
