import { type ConsumerConfig, type KafkaConfig, logLevel, type ProducerConfig, type logCreator } from 'kafkajs';
import type { MessagingLog } from '../messaging-log.js';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** before the group's and the topics' names; lets tests share a broker */
  readonly prefix?: string;
  /** copies of each partition when topics are created; 1 for one broker */
  readonly replicationFactor?: number;
  readonly partitions?: number;
  /** ms without a heartbeat after which a member counts as dead and its partitions go to others; default 30 s */
  readonly sessionTimeoutMs?: number;
  /** ms after which a request without an answer counts as failed and its connection as dead; default 25 s (F19) */
  readonly requestTimeoutMs?: number;
  /** ms after which the list of a topic's partitions is read anew; default 60 s (F28) */
  readonly metadataMaxAgeMs?: number;
}

/**
 * Every retry number is set here: with NODE_ENV=test kafkajs would silently take others (trap K-c).
 */
const RETRY = { initialRetryTime: 200, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 8 } as const;

/** kafkajs would take 5 minutes: so long nobody would read a partition that was added. */
const METADATA_MAX_AGE_MS = 60_000;
export const SESSION_TIMEOUT_MS = 30_000;

export function clientConfig(options: KafkaOptions, log: MessagingLog): KafkaConfig {
  return {
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 3_000,
    requestTimeout: options.requestTimeoutMs ?? 25_000,
    enforceRequestTimeout: true,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: kafkaLog(log),
  };
}

export function producerConfig({ metadataMaxAgeMs = METADATA_MAX_AGE_MS }: KafkaOptions): ProducerConfig {
  return { allowAutoTopicCreation: false, metadataMaxAge: metadataMaxAgeMs, retry: RETRY };
}

export function consumerConfig(
  groupId: string,
  { sessionTimeoutMs = SESSION_TIMEOUT_MS, metadataMaxAgeMs = METADATA_MAX_AGE_MS }: KafkaOptions,
): ConsumerConfig {
  return {
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 10,
    rebalanceTimeout: 30_000,
    metadataMaxAge: metadataMaxAgeMs,
    // Decoded, a record takes many times its bytes: with 2 MB a backlog ended a process that may use 256 MB of heap.
    maxBytesPerPartition: 1_048_576,
    maxWaitTimeInMs: 1_000,
    allowAutoTopicCreation: false,
    // Our own supervisor restarts the consumer (traps K-a, K-l): one owner of that decision is enough.
    retry: { ...RETRY, restartOnFailure: async () => false },
  };
}

/** kafkajs logs ERROR lines on healthy starts ("coordinator not available"): they are `warn` with us; alert on state. */
function kafkaLog(log: MessagingLog): logCreator {
  return () =>
    ({ namespace, log: entry }) => {
      const { message, ...rest } = entry;
      log.warn('kafka.client', { namespace, message, error: rest['error'], groupId: rest['groupId'] });
    };
}
