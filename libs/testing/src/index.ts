export { browserForTests } from './browser-for-tests.js';
export { kafkaForTests, stopKafkaOfRun } from './kafka-for-tests.js';
export { KAFKA_VERSION } from './jar-cluster.js';
export { OwnKafka } from './own-kafka.js';
export { newRunFolder, RUN_FOLDER_VARIABLE, runFolder } from './run-folder.js';
export { createTestDatabase, POSTGRES_URL_VARIABLE, type TestDatabase } from './test-database.js';
export { until, type UntilOptions } from './until.js';
export { type ProxyMode, TcpProxy, type WireFault } from './tcp-proxy.js';
