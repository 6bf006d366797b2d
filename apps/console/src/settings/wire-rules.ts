import type { LmsProfile } from '@aicc-bridge/lms-profiles';

type Wire = LmsProfile['wire'];
export type RuleField = Exclude<keyof Wire, 'score'>;

/** How a number of this rule is read out; null: its values are words. */
export type RuleUnit = 'seconds' | 'milliseconds' | 'minutes' | null;

/** One rule of the wire that an organisation may set otherwise than its profile does. */
export interface WireRule {
  readonly field: RuleField;
  readonly unit: RuleUnit;
  readonly values: readonly (string | number | boolean)[];
}

/**
 * In the order of how often they are the cure: how much goes out first ("slow down"), then what an LMS understands otherwise.
 * The score has a field of its own among the settings.
 */
export const WIRE_RULES: readonly WireRule[] = [
  { field: 'minIntervalSeconds', unit: 'seconds', values: [60, 300, 900, 3_600] },
  { field: 'gapBetweenRequestsMs', unit: 'milliseconds', values: [250, 1_000, 5_000, 15_000] },
  { field: 'timeMode', unit: null, values: ['final-only', 'cumulative', 'increments'] },
  { field: 'timeRetry', unit: null, values: ['same', 'zero'] },
  { field: 'completionWord', unit: null, values: ['completed', 'passed'] },
  { field: 'readBack', unit: null, values: [true, false] },
  { field: 'closeAfterCompletion', unit: null, values: [true, false] },
  { field: 'exitSuffix', unit: null, values: ['none', 'suspend'] },
  { field: 'notFoundMeaning', unit: null, values: ['ambiguous', 'session-over'] },
  { field: 'reviewRule', unit: null, values: ['hold', 'refusal-means-review'] },
  { field: 'idleLimitMinutes', unit: 'minutes', values: [10, 15, 20, 30, 60, 120] },
  { field: 'keepAliveMinutes', unit: 'minutes', values: [2, 5, 10, 15] },
];

/** What is offered besides "as the profile says": the usual values, and the one that is set if it is none of them. */
export function offered({ field, values }: WireRule, overrides: Readonly<Record<string, unknown>>): WireRule['values'] {
  const set = overrides[field];
  const isOffered = values.some((value) => value === set);
  return isOffered || !(typeof set === 'string' || typeof set === 'number' || typeof set === 'boolean')
    ? values
    : [...values, set];
}

/** The overrides with this rule set, or, given null, as the profile says. */
export function withRule(
  overrides: Readonly<Record<string, unknown>>,
  field: RuleField,
  value: string | number | boolean | null,
): Record<string, unknown> {
  const others = Object.fromEntries(Object.entries(overrides).filter(([known]) => known !== field));
  return value === null ? others : { ...others, [field]: value };
}
