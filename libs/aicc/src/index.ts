export { type AiccData, readAiccData } from './aicc-data.js';
export { type AiccUrlVerdict, type AllowedHost, checkAiccUrl, type HostName, readHostName } from './aicc-url.js';
export { type Consequence, type Fault, type Finding } from './course-finding.js';
export { type AssignableUnit, type Block, type CourseFile, type CourseStructure } from './course-structure.js';
export {
  classifyHacpExchange,
  decodeBody,
  type HacpAnswer,
  type HacpExchangeClass,
  readHacpAnswer,
} from './hacp-answer.js';
export {
  type CoreReport,
  decodeHacpRequest,
  type DecodedHacpRequest,
  encodeHacpRequest,
  type HacpRequest,
  maskSessionId,
  toLessonLocation,
} from './hacp-request.js';
export { type LaunchNote, type LaunchParameters, readLaunchParameters } from './launch-parameters.js';
export { compareLessonStatus, type LessonStatus, readLessonStatus } from './lesson-status.js';
export { type LmsState, readLmsState } from './lms-state.js';
export { type CourseVerdict, readCourse } from './read-course.js';
export { type Charset, type Loss, makeTextSafe, makeTitleSafe, type SafeText } from './safe-text.js';
export { readScore, type Score } from './score.js';
export { readSessionTime, writeSessionTime } from './session-time.js';
export { writeCourse } from './write-course.js';
