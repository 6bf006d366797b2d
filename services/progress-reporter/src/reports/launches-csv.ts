import type { LaunchReport } from './launches.store.js';

export const LAUNCH_COLUMNS = [
  'launch_id',
  'started_at',
  'tenant_id',
  'learner_id',
  'course_id',
  'course_title',
  'host',
  'outcome',
  'waiting_for',
  'rule_id',
  'lms_percent',
  'lms_status',
  'our_percent',
  'complete',
  'receipt',
  'cause',
  'cure',
] as const;

export function launchCells(launch: LaunchReport): readonly (string | number | boolean | null)[] {
  return [
    launch.launchId,
    launch.startedAt.toISOString(),
    launch.tenantId,
    launch.learnerId,
    launch.courseId,
    launch.courseTitle,
    launch.host,
    launch.outcome,
    launch.waitingFor,
    launch.ruleId,
    launch.acknowledged?.percent ?? null,
    launch.acknowledged?.status ?? null,
    launch.percent,
    launch.complete,
    launch.receipt,
    launch.verdict?.cause ?? null,
    launch.verdict?.cure ?? null,
  ];
}

/** One line (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front: titles and hosts come from outside. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
