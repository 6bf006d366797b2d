export { FailingWrites, type WriteFault } from './failing-writes.js';
export { FourProcesses } from './four-processes.js';
export { FULL, scaled } from './fault-scale.js';
export { inTurns } from './in-turns.js';
export { brokenInvariants, putParam } from './check-invariants.js';
export {
  type DeliveryRow,
  type ExchangeRow,
  ReporterUnderTest,
  SHORT_DURATIONS,
  type TestLaunch,
} from './reporter-under-test.js';
export { httpAnswer, type RawFault, RawLms } from './raw-lms.js';
export { SettableClock } from './settable-clock.js';
