import type { Consequence, Findings } from './course-finding.js';
import { AU_COLUMNS, type AssignableUnit, type Block } from './course-structure.js';
import type { CsvTable } from './read-csv.js';

type Table = Extract<CsvTable, { kind: 'table' }>;
type Row = ReadonlyMap<string, string>;

const QUOTING_CURE =
  'Every value and header in double quotes, no blanks after commas, the header in the first line, as many values as columns.';

/**
 * The table of `.au` or `.des` if an LMS can read it (rules 57, 58), else null with the reason in `findings`.
 *
 * @param needed columns without which an LMS finds nothing, in lower case
 * @param consequence what an LMS does without this file
 */
export function usableTable(
  file: string,
  table: CsvTable,
  needed: readonly string[],
  consequence: Consequence,
  findings: Findings,
): Table | null {
  if (table.kind === 'unreadable') {
    findings.error(consequence, { file, field: null, rule: 57, message: table.why, cure: QUOTING_CURE });
    return null;
  }
  const missing = needed.filter((column) => !table.columns.includes(column));
  for (const field of missing)
    findings.error(consequence, {
      file,
      field,
      rule: 58,
      message: 'the column is missing',
      cure: 'Write all columns of the sheet, separated by commas.',
    });
  return missing.length > 0 ? null : table;
}

/** Rows of `.au` that vanish: an AU is lost (rule 57). A row with too many values gets another System_ID in Moodle. */
export function checkDroppedUnits(file: string, { rows, dropped }: Table, findings: Findings): void {
  for (const { line, why } of dropped)
    findings.error(why === 'too-long' ? 'refused' : 'launches-nothing', {
      file,
      field: null,
      rule: 57,
      message: `line ${line} ${why === 'too-long' ? 'has more values than columns' : 'is not read by an LMS'}`,
      cure: QUOTING_CURE,
    });
  if (rows.length === 0 && dropped.length === 0)
    findings.error('launches-nothing', {
      file,
      field: null,
      rule: 57,
      message: 'there is no row',
      cure: 'Write one row for each AU.',
    });
}

/** System_ID → row; of two equal ids the last row wins. */
export function byId(table: Table | null): ReadonlyMap<string, Row> {
  return new Map((table?.rows ?? []).map((row) => [row.get('system_id') ?? '', row]));
}

/** The AUs, in the order of `.des`, which is the one that learners see (recordings README, "Packages"). */
export function unitsOf(
  units: ReadonlyMap<string, Row>,
  descriptions: ReadonlyMap<string, Row>,
): readonly AssignableUnit[] {
  const described = [...descriptions.keys()].filter((id) => units.has(id));
  const others = [...units.keys()].filter((id) => !descriptions.has(id));
  return [...described, ...others].map((id) => unitOf(units.get(id), descriptions.get(id)));
}

/** A block of `.cst` with what `.des` says of it; a block without a row there has no title. */
export function blockOf(systemId: string, members: readonly string[], about: Row | undefined): Block {
  return { systemId, ...describedBy(about), members };
}

function unitOf(row: Row | undefined, about: Row | undefined): AssignableUnit {
  const fields = new Map(AU_COLUMNS.map(([column, field]) => [field, row?.get(column.toLowerCase()) ?? '']));
  const of = (field: (typeof AU_COLUMNS)[number][1]): string => fields.get(field) ?? '';
  return {
    systemId: of('systemId'),
    type: of('type'),
    commandLine: of('commandLine'),
    fileName: of('fileName'),
    maxScore: of('maxScore'),
    masteryScore: of('masteryScore'),
    maxTimeAllowed: of('maxTimeAllowed'),
    timeLimitAction: of('timeLimitAction'),
    systemVendor: of('systemVendor'),
    coreVendor: of('coreVendor'),
    webLaunch: of('webLaunch'),
    auPassword: of('auPassword'),
    ...describedBy(about),
  };
}

function describedBy(about: Row | undefined): Pick<Block, 'developerId' | 'title' | 'description'> {
  return {
    developerId: about?.get('developer_id') ?? '',
    title: about?.get('title') ?? '',
    description: about?.get('description') ?? '',
  };
}
