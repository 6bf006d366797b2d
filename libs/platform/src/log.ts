import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { StdoutLines } from './stdout-lines.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type Facts = Readonly<Record<string, unknown>>;

/**
 * One line per finished thing: event name (a past-tense fact) and everything known about it. `error` = a person must act now,
 * `warn` = heals itself, `info` = a fact of the business, `debug` = for us. Secrets are masked whatever a caller passes.
 */
export class Log {
  constructor(private readonly logger: Logger) {}

  debug(event: string, facts: Facts = {}): void {
    if (this.logger.isLevelEnabled('debug')) this.logger.debug(masked(facts), event);
  }
  info(event: string, facts: Facts = {}): void {
    if (this.logger.isLevelEnabled('info')) this.logger.info(masked(facts), event);
  }
  warn(event: string, facts: Facts = {}): void {
    if (this.logger.isLevelEnabled('warn')) this.logger.warn(masked(facts), event);
  }
  error(event: string, facts: Facts = {}): void {
    if (this.logger.isLevelEnabled('error')) this.logger.error(masked(facts), event);
  }
}

export function createLog(service: string, level: LogLevel, destination: DestinationStream = new StdoutLines()): Log {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return new Log(pino(options, destination));
}

const SECRET_NAME = /sid|password|secret|token|cookie|authorization|aicc_?url|api_?key$/i;
/** `aicc_sid=…`, `session_id=…` in any text, also percent-encoded inside another address. */
const SECRET_IN_TEXT = /((?:aicc_sid|session_id|aicc_url|password|token)(?:=|%3D))[^&\s"']*/gi;

function masked(facts: Facts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, mask(name, value, 0)]));
}

function mask(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name) && value !== null && value !== undefined) return '***';
  if (typeof value === 'string') return value.replace(SECRET_IN_TEXT, '$1***');
  if (value instanceof Error) return `${value.name}: ${value.message}`.replace(SECRET_IN_TEXT, '$1***');
  if (depth > 3 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => mask('', item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(key, item, depth + 1)]));
}

/** Nest's own lines as `debug`; its errors as ours. */
export function nestLogger(log: Log): LoggerService {
  const say = (message: unknown, rest: readonly unknown[]): Facts => ({ message, context: rest.at(-1) });
  return {
    log: (message: unknown, ...rest: unknown[]) => log.debug('nest', say(message, rest)),
    debug: (message: unknown, ...rest: unknown[]) => log.debug('nest', say(message, rest)),
    verbose: () => undefined,
    warn: (message: unknown, ...rest: unknown[]) => log.warn('nest', say(message, rest)),
    error: (message: unknown, ...rest: unknown[]) => log.error('nest', { message, stack: rest[0] }),
    fatal: (message: unknown, ...rest: unknown[]) => log.error('nest', { message, stack: rest[0] }),
  };
}
