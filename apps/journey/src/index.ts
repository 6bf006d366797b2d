export { LearnerPlayer } from './learner-player.js';
export { type JourneyOptions, type JourneyResult, runJourney } from './journey.js';
export { mulberry } from './watching.js';
