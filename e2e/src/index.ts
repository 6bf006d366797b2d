export { FourProcesses } from './four-processes.js';
