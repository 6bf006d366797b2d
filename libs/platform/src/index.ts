export { Allow, CurrentPrincipal, Public, type RequestWithPrincipal } from './access/access.decorators.js';
export {
  AccessVerifier,
  API_KEY_PREFIX,
  apiKeys,
  AUDIENCE,
  identityKeys,
  ISSUER,
  type Verified,
} from './access/access-verifier.store.js';
export { type AllowedRole, type Principal } from './access/principal.js';
export { Readiness, type ReadinessVerdict } from './app/health.controller.js';
export { runService } from './app/run-service.js';
export { createServiceApp, type ServiceApp, type ServiceAppOptions } from './app/service-app.js';
export { BatchWriter } from './batch-writer.js';
export { Clock, newId, SystemClock } from './clock.js';
export { ConfigError, configOrExit, KEYRING_CONFIG, readConfig, SERVICE_CONFIG, type ServiceConfig } from './config.js';
export { beginEventStream } from './event-stream.js';
export { createLog, Log, type LogLevel } from './log.js';
export { invalidRequest, notFound, ProblemException, type ProblemError, type ProblemFacts } from './problem/problem.js';
export { problemOfIssues } from './problem/validation.js';
export { randomSlice } from './secrets/random-slice.js';
export { Keyring } from './secrets/sealed-text.js';
