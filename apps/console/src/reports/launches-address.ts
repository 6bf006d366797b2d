/** Filters of the list of launches as they stand in its address. */
export type FilterName = 'outcome' | 'course' | 'learner' | 'host' | 'rule' | 'period';

/** The address of the list with these filters, below the scope. */
export function launchesAddress(filter: Partial<Record<FilterName, string>>): string {
  return `/reports/launches?${new URLSearchParams(filter).toString()}`;
}
