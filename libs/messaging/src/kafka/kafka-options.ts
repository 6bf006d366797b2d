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
}

/**
 * Every retry number is set here: with NODE_ENV=test kafkajs would silently take others (trap K-c).
 */
const RETRY = { initialRetryTime: 200, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 8 } as const;

export function clientConfig(options: KafkaOptions, log: MessagingLog): KafkaConfig {
  return {
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 3_000,
    requestTimeout: 25_000,
    enforceRequestTimeout: true,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: kafkaLog(log),
  };
}

export const PRODUCER_CONFIG: ProducerConfig = { allowAutoTopicCreation: false, retry: RETRY };

export function consumerConfig(groupId: string, sessionTimeoutMs = 30_000): ConsumerConfig {
  return {
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 10,
    rebalanceTimeout: 30_000,
    maxBytesPerPartition: 2_097_152,
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
