export { type JourneyOptions, type JourneyResult, runJourney } from './journey.js';
