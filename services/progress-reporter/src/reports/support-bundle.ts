import type { ExchangeReport, LaunchDetail } from './launches.store.js';

/** GetParam brings the learner's name; whoever reads the file has no need of it. */
const NAME_LINE = /^([ \t]*student_name[ \t]*=[ \t]*).*$/gim;

/**
 * One file that can be forwarded as it is: first for people, then the same for machines. Nothing secret is in it: sids are masked
 * before a trace row is stored, addresses of sessions never leave the database, and the learner's name is masked here.
 */
export function supportBundle(launch: LaunchDetail, trace: readonly ExchangeReport[], now: Date): string {
  const exchanges = trace.map((one) => ({ ...one, answer: one.answer?.replace(NAME_LINE, '$1***') ?? null }));
  return [
    `aicc-bridge support bundle, made ${now.toISOString()}`,
    '',
    ...summary(launch),
    '',
    `Messages (${exchanges.length})`,
    ...exchanges.flatMap(exchangeLines),
    '',
    'The same as JSON',
    JSON.stringify({ madeAt: now, launch, exchanges }, null, 2),
    '',
  ].join('\n');
}

function summary(launch: LaunchDetail): string[] {
  const ignored = Object.entries(launch.ignored).map(([rule, count]) => `${count} by ${rule}`);
  return [
    `Launch         ${launch.launchId}`,
    `Course         ${launch.courseId ?? 'unknown'}, attempt ${launch.attempt ?? 'not known yet'}`,
    `Opened         ${launch.startedAt.toISOString()} from ${launch.host ?? 'an unknown host'}${launch.port === null ? '' : `:${launch.port}`}`,
    `Student_ID     ${launch.studentId ?? 'not known'}`,
    `LMS has        ${standing(launch.acknowledged)} (confirmed), ${standing(launch.lms)} (its last GetParam)`,
    `We have        ${launch.percent ?? 0} percent${launch.complete === true ? ', complete' : ''}`,
    `Outcome        ${launch.outcome}${launch.ruleId === null ? '' : ` (${launch.ruleId})`}${launch.receipt === null ? '' : `, receipt ${launch.receipt}`}`,
    ...(launch.verdict === null
      ? []
      : [`Cause          ${launch.verdict.cause}`, `Cure           ${launch.verdict.cure}`]),
    `Not counted    ${ignored.join(', ') || 'nothing'}`,
  ];
}

function standing(value: { readonly status: string; readonly percent: number | null } | null): string {
  if (value === null) return 'nothing';
  return `${value.status}${value.percent === null ? '' : `, ${value.percent} percent`}`;
}

function exchangeLines(one: ExchangeReport): string[] {
  return [
    '',
    `${one.startedAt.toISOString()}  ${one.command}  ${one.classification}  ${one.tookMs} ms  ${one.clause ?? ''}`,
    `  > ${one.request}`,
    `  < HTTP ${one.httpStatus ?? '–'} ${one.detail ?? ''}`.trimEnd(),
    ...(one.answer ?? '').split(/\r\n|\r|\n/).map((line) => `    ${line}`),
  ];
}
