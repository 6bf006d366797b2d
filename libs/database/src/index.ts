export {
  EmbeddedPostgresError,
  freePort,
  isReachableByOthers,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { openDatabase, type DatabaseOptions } from './open-database.js';
export { prepared } from './prepared.js';
export { returnedRows } from './returned-rows.js';
export { BUS_SCHEMA, provisionSchemas, roleUrl, schemaOf, type ServiceRole } from './provision-schemas.js';
