/** Ends every switch over a union: a new member is then a compile error at each place that must decide about it. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
