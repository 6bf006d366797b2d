export { Lms, type GradebookRow, type LoggedMessage } from './lms.js';
export { type Scripted } from './lms.js';
export { startSimulator, type RunningSimulator, type SimulatorOptions } from './simulator.js';
