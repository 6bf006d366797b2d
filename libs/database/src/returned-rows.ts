/** The rows of a statement with `returning`: TypeORM answers an UPDATE or DELETE with `[rows, count]` and an INSERT with the rows. */
export function returnedRows(result: unknown): unknown {
  return Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result;
}
