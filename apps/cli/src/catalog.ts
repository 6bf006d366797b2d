import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Options, Terminal } from './aicc-bridge.js';
import { answerLines, type PublicApi } from './public-api.js';

const ImportLine = z.union([
  z.object({
    line: z.number(),
    courseId: z.string().nullable(),
    outcome: z.string(),
    detail: z.string().optional(),
  }),
  z.object({ progress: z.object({ lines: z.number(), refused: z.number() }) }),
  z.object({
    summary: z.object({
      lines: z.number(),
      created: z.number(),
      changed: z.number(),
      unchanged: z.number(),
      refused: z.number(),
    }),
  }),
]);
export const LintLine = z.union([
  z.object({
    line: z.number().optional(),
    courseId: z.string(),
    severity: z.enum(['error', 'warning']),
    field: z.string(),
    reason: z.string(),
    clause: z.string(),
    cure: z.string(),
  }),
  z.object({ summary: z.object({ courses: z.number(), errors: z.number(), warnings: z.number() }) }),
]);
const NDJSON = 'application/x-ndjson';

/** Takes a file in; progress and what was refused are printed while it runs. */
export async function importCatalog(
  api: PublicApi,
  file: string,
  options: Options,
  { stdin, print, complain }: Terminal,
): Promise<number> {
  const query = new URLSearchParams({
    mode: options['all-or-nothing'] === true ? 'all-or-nothing' : 'line-by-line',
    report: options['report-all'] === true ? 'all' : 'refused',
    strict: options.strict ?? 'off',
    profile: options.profile ?? 'generic',
  });
  const answer = await api.call(`/api/courses/import?${query.toString()}`, upload(file, options, stdin));
  let done = false;
  let refused = 0;
  for await (const said of answerLines(answer)) {
    const line = ImportLine.parse(said);
    if ('outcome' in line)
      print(
        `line ${line.line} ${line.courseId ?? '?'}: ${line.outcome}${line.detail === undefined ? '' : ` – ${line.detail}`}`,
      );
    else if ('progress' in line) complain(`${line.progress.lines} lines, ${line.progress.refused} refused …`);
    else {
      done = true;
      const { lines, created, changed, unchanged } = line.summary;
      refused = line.summary.refused;
      print(`${lines} lines: ${created} new, ${changed} changed, ${unchanged} unchanged, ${refused} refused.`);
    }
  }
  if (!done)
    complain('The answer ended before the import did. What was reported is in; repeat the import, it is safe.');
  return done && refused === 0 ? 0 : 1;
}

/** Says what the courses of a file would lose in packages for an LMS. */
export async function lintCatalog(
  api: PublicApi,
  file: string,
  options: Options,
  { stdin, print, complain }: Terminal,
): Promise<number> {
  const profile = encodeURIComponent(options.profile ?? 'generic');
  const answer = await api.call(`/api/courses/-/lint?profile=${profile}`, upload(file, options, stdin));
  for await (const said of answerLines(answer)) {
    const line = LintLine.parse(said);
    if ('severity' in line) {
      print(findingText(line));
      continue;
    }
    const { courses, errors, warnings } = line.summary;
    print(`${courses} courses: ${errors} errors, ${warnings} warnings.`);
    return gate(options.strict, errors, warnings);
  }
  complain('The answer ended before the linter did.');
  return 1;
}

export async function exportCatalog(api: PublicApi, options: Options, { print, complain }: Terminal): Promise<number> {
  const format = encodeURIComponent(options.format ?? 'ndjson');
  const answer = await api.call(`/api/courses/-/export?format=${format}`);
  if (options.out === undefined) {
    const text = await answer.text();
    print(text.replace(/\n$/, ''));
    return 0;
  }
  const out = await open(options.out, 'w');
  try {
    for await (const chunk of answer.body ?? []) await out.write(chunk);
  } finally {
    await out.close();
  }
  complain(`Written to ${options.out}.`);
  return 0;
}

export function findingText(finding: Extract<z.infer<typeof LintLine>, { severity: string }>): string {
  const { line, courseId, severity, field, reason, clause, cure } = finding;
  const place = line === undefined ? courseId : `line ${line} ${courseId}`;
  return `${severity}: ${place}: ${field}: ${reason} (${clause}) ${cure}`;
}

/** @returns the exit code */
export function gate(strict: string | undefined, errors: number, warnings: number): number {
  if (strict === undefined) return 0;
  return errors > 0 || (strict === 'warnings' && warnings > 0) ? 1 : 0;
}

function upload(file: string, { format }: Options, stdin: AsyncIterable<Uint8Array>): RequestInit & { duplex: 'half' } {
  const isCsv = format === undefined ? /\.csv$/i.test(file) : format === 'csv';
  const source = file === '-' ? Readable.from(stdin) : createReadStream(file);
  return {
    method: 'POST',
    headers: { 'content-type': isCsv ? 'text/csv' : NDJSON, accept: NDJSON },
    body: Readable.toWeb(source) as ReadableStream<Uint8Array>,
    duplex: 'half',
  };
}
