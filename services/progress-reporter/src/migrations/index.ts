import { ProgressReporter1764000001000 } from './1764000001000-progress-reporter.js';
import { CarriedSeconds1764000005000 } from './1764000005000-carried-seconds.js';
import { ErasedLearners1764000031000 } from './1764000031000-erased-learners.js';
import { Lanes1764000041000 } from './1764000041000-lanes.js';
import { ReportFilters1764000042000 } from './1764000042000-report-filters.js';
import { Reports1764000006000 } from './1764000006000-reports.js';

/** In the order of their time. */
export const REPORTER_MIGRATIONS = [
  ProgressReporter1764000001000,
  CarriedSeconds1764000005000,
  Reports1764000006000,
  ErasedLearners1764000031000,
  Lanes1764000041000,
  ReportFilters1764000042000,
];
