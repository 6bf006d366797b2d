import { z } from 'zod';
import type { Exchange } from './launches.api.js';

export interface Pair {
  readonly name: string;
  readonly value: string;
  /** shown as hatched: somebody's name or number at the LMS, or the session */
  readonly isMasked: boolean;
}

/** One exchange as people read it. */
export interface Wire {
  readonly sent: readonly Pair[];
  /** `error=0`, `HTTP 503`, or what the network said */
  readonly result: string;
  readonly isGood: boolean;
  readonly received: readonly Pair[];
  /** words about the answer that are not pairs: its size, its TLS */
  readonly notes: readonly string[];
  /** the request's form as it went out, one parameter per line */
  readonly rawRequest: string;
  readonly rawAnswer: string;
}

const Facts = z.object({
  peer: z
    .object({ tls: z.object({ protocol: z.string().nullish() }).loose().nullish() })
    .loose()
    .nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  bodyCut: z.boolean().nullish(),
});
type Facts = z.infer<typeof Facts>;

const MASK = '***';
/** Fields of GetParam that say who the learner is. */
const PERSONAL = /^(student_id|student_name)$/i;
const PERSONAL_LINE = /^([ \t]*student_(?:id|name)[ \t]*=).*$/gim;

export function readWire(exchange: Exchange): Wire {
  const facts: Facts = Facts.safeParse(exchange.facts).data ?? {};
  const form = readForm(exchange.request);
  const answer = exchange.answer ?? '';
  const error = /^[ \t]*error[ \t]*=[ \t]*(\d+)/im.exec(answer)?.[1];
  const errorText = /^[ \t]*error_text[ \t]*=[ \t]*(.*)$/im.exec(answer)?.[1]?.trim() ?? '';
  return {
    sent: pairsOf(form.get('aicc_data') ?? ''),
    result: resultOf(exchange, error, errorText),
    isGood: exchange.classification === 'confirmed',
    received:
      error === undefined
        ? []
        : pairsOf(answer.replace(/^[\s\S]*?aicc_data[ \t]*=/i, '')).filter(({ name }) => !/^error/i.test(name)),
    notes: notesOf(exchange, facts, error),
    rawRequest: exchange.request.replaceAll('&', '\n&'),
    rawAnswer: [
      exchange.httpStatus === null ? '' : `HTTP ${exchange.httpStatus}`,
      ...Object.entries(facts.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      '',
      answer.replace(PERSONAL_LINE, `$1 ${MASK}`),
    ]
      .join('\n')
      .trim(),
  };
}

/** The line that an LMS's own log would have of an exchange; null if the request never reached it. */
export function lmsLogLine(exchange: Exchange, wire: Wire): string | null {
  if (exchange.httpStatus === null || exchange.httpStatus >= 500) return null;
  const of = (wanted: string): string => wire.sent.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';
  const words = [exchange.command.toLowerCase(), `sid=${MASK}`];
  if (exchange.command === 'PutParam')
    words.push(`status=${of('lesson_status')}`, `score=${of('score')}`, `time=${of('time')}`);
  return [...words, wire.result].join(' ');
}

function resultOf({ httpStatus, classification, detail }: Exchange, error: string | undefined, text: string): string {
  if (httpStatus === null) return detail ?? classification;
  if (httpStatus !== 200) return `HTTP ${httpStatus}`;
  if (error === undefined) return classification;
  return error === '0' || text === '' ? `error=${error}` : `error=${error} ${text}`;
}

function notesOf(
  { answer, httpStatus, detail }: Exchange,
  { peer, bodyCut, headers }: Facts,
  error: string | undefined,
): readonly string[] {
  const notes: string[] = [];
  if (peer?.tls?.protocol) notes.push(peer.tls.protocol);
  if (httpStatus !== null && error === undefined && answer !== null && answer !== '')
    notes.push(
      `no AICC body, ${new TextEncoder().encode(answer).length} bytes${/html/i.test(headers?.['content-type'] ?? '') ? ' of HTML' : ''}`,
    );
  if (bodyCut) notes.push('cut');
  if (headers?.['retry-after']) notes.push(`retry-after ${headers['retry-after']}`);
  if (detail !== null && httpStatus !== null) notes.push(detail);
  return notes;
}

function readForm(text: string): ReadonlyMap<string, string> {
  const parts = text.split('&').map((part): [string, string] => {
    const [name = '', ...value] = part.split('=');
    return [decoded(name).toLowerCase(), decoded(value.join('='))];
  });
  return new Map(parts);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The `name=value` lines of AICC data; empty ones of the LMS's vendor say nothing and are left out. */
function pairsOf(data: string): readonly Pair[] {
  return data.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name, value = ''] = /^\s*([\w.]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const isMasked = PERSONAL.test(name);
    return [{ name, value: isMasked ? MASK : value.trim(), isMasked }];
  });
}
