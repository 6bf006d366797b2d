import { ProgressReporter1764000001000 } from './1764000001000-progress-reporter.js';
import { CarriedSeconds1764000005000 } from './1764000005000-carried-seconds.js';
import { CompletionsFirst1764000051000 } from './1764000051000-completions-first.js';
import { ErasedLearners1764000031000 } from './1764000031000-erased-learners.js';
import { FrameRefusals1764000053000 } from './1764000053000-frame-refusals.js';
import { Lanes1764000041000 } from './1764000041000-lanes.js';
import { Promptness1764000061000 } from './1764000061000-promptness.js';
import { SecondStudentIds1764000062000 } from './1764000062000-second-student-ids.js';
import { HostsOfDeliveries1764000063000 } from './1764000063000-hosts-of-deliveries.js';
import { StartOfDeliveries1764000064000 } from './1764000064000-start-of-deliveries.js';
import { Certificates1764000065000 } from './1764000065000-certificates.js';
import { ClaimDeliveries1764000066000 } from './1764000066000-claim-deliveries.js';
import { ClaimDue1764000068000 } from './1764000068000-claim-due.js';
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
  CompletionsFirst1764000051000,
  FrameRefusals1764000053000,
  Promptness1764000061000,
  SecondStudentIds1764000062000,
  HostsOfDeliveries1764000063000,
  StartOfDeliveries1764000064000,
  Certificates1764000065000,
  ClaimDeliveries1764000066000,
  ClaimDue1764000068000,
];
