export { ProgressReporter1764000001000 } from './1764000001000-progress-reporter.js';
