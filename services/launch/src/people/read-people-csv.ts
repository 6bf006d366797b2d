import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** One account in an import. */
export const ImportedPerson = z.object({
  username: z
    .string()
    .trim()
    .regex(/^\S{1,100}$/, { error: 'must be 1 to 100 characters without blanks' }),
  name: z.string().trim().min(1, { error: 'is empty' }).max(200),
  role: z.enum(['learner', 'tenant-admin', 'tenant-viewer'], {
    error: 'must be learner, tenant-admin or tenant-viewer',
  }),
  /** NameID at the identity provider; empty = signs in with a password */
  samlNameId: z.string().trim().max(500).nullable(),
});
export type ImportedPerson = z.infer<typeof ImportedPerson>;

export type PeopleCsv =
  | { readonly kind: 'people'; readonly people: readonly ImportedPerson[] }
  | { readonly kind: 'refused'; readonly errors: readonly { readonly pointer: string; readonly detail: string }[] };

const MOST_ROWS = 20_000;
const Rows = z.array(z.record(z.string(), z.string()));

/**
 * Reads `username,name[,role][,samlNameId]` with a header line. All or nothing: the first 20 mistakes are named by line, and an
 * import with a mistake changes nothing. Never throws.
 */
export function readPeopleCsv(text: string): PeopleCsv {
  const rows = parsed(text);
  if (typeof rows === 'string') return refused([{ pointer: '#', detail: rows }]);
  if (rows.length > MOST_ROWS)
    return refused([{ pointer: '#', detail: `has more than ${MOST_ROWS} rows; send them in parts` }]);
  const errors: { pointer: string; detail: string }[] = [];
  const people: ImportedPerson[] = [];
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const line = index + 2;
    const { username, name, role, samlNameId } = row;
    const person = ImportedPerson.safeParse({
      username: username ?? '',
      name: name ?? '',
      role: role || 'learner',
      samlNameId: samlNameId || null,
    });
    if (!person.success) {
      errors.push(
        ...person.error.issues.map((issue) => ({
          pointer: `line ${line}, ${issue.path.join('.')}`,
          detail: issue.message,
        })),
      );
    } else if (seen.has(person.data.username.toLowerCase())) {
      errors.push({ pointer: `line ${line}, username`, detail: 'is there twice' });
    } else {
      seen.add(person.data.username.toLowerCase());
      people.push(person.data);
    }
  }
  return errors.length > 0 ? refused(errors.slice(0, 20)) : { kind: 'people', people };
}

function parsed(text: string): z.infer<typeof Rows> | string {
  try {
    const rows = Rows.parse(
      parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true, max_record_size: 10_000 }),
    );
    const first = rows[0];
    if (first === undefined) return 'has no rows; the first line must be "username,name"';
    return 'username' in first && 'name' in first
      ? rows
      : 'the first line must name the columns: username,name[,role][,samlNameId]';
  } catch (error) {
    return `is no CSV: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`;
  }
}

function refused(errors: readonly { pointer: string; detail: string }[]): PeopleCsv {
  return { kind: 'refused', errors };
}
