import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/**
 * Marks a statement that runs many times a second: each connection parses it once, and plans it once if one plan is as good as one for
 * each set of parameters (PostgreSQL finds out). A statement with optional filters wants a plan for each set: leave it unmarked.
 *
 * @returns the same text; queries with it run prepared
 */
export function prepared(sql: string): string {
  names.set(sql, createHash('sha256').update(sql).digest('base64url'));
  return sql;
}

/** The name of a marked statement on its connection; undefined = not marked. */
export function preparedName(sql: string): string | undefined {
  return names.get(sql);
}
