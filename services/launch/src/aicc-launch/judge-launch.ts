import { checkAiccUrl, type LaunchParameters } from '@aicc-bridge/aicc';
import { type CourseState, LaunchKey, type RuleId, type TenantState } from '@aicc-bridge/contracts';

/** What becomes of a visit at a launch address. */
export type LaunchVerdict =
  /** one page for unknown key, disabled and foreign host alike: no oracle (design §8) */
  | { readonly kind: 'refused'; readonly ruleId: RuleId; readonly host: string | null }
  /** plays after sign-in, with the badge "not reported" */
  | { readonly kind: 'not-reported'; readonly ruleId: 'S50' | 'S51' | 'missing-sid' }
  | {
      readonly kind: 'reports';
      readonly host: string;
      readonly port: number;
      readonly aiccUrl: string;
      readonly aiccSid: string;
    };

/** Decides about a launch by tenant, course and the parameters that the LMS sent (S29, S32, S50; rules 8, 70). */
export function judgeLaunch(
  parameters: LaunchParameters,
  tenant: TenantState | null,
  course: CourseState | null,
  launchKey: string,
): LaunchVerdict {
  const host = parameters.kind === 'launch' ? hostOf(parameters.aiccUrl) : null;
  const key = tenant?.launchKeys.find((known) => known.key === launchKey);
  if (tenant === null || key === undefined) return { kind: 'refused', ruleId: 'unknown-key', host };
  if (key.state === 'revoked') return { kind: 'refused', ruleId: 'revoked-key', host };
  if (!tenant.enabled) return { kind: 'refused', ruleId: 'S32', host };
  if (course === null || course.state === 'deleted') return { kind: 'refused', ruleId: 'unknown-course', host };
  if (parameters.kind === 'none') return { kind: 'not-reported', ruleId: 'S50' };
  if (parameters.kind === 'incomplete') return { kind: 'not-reported', ruleId: 'missing-sid' };
  const checked = checkAiccUrl(parameters.aiccUrl, tenant.hosts);
  if (checked.kind === 'refused') return { kind: 'refused', ruleId: 'S29', host: checked.host ?? host };
  return { kind: 'reports', host: checked.host, port: checked.port, aiccUrl: checked.url, aiccSid: parameters.aiccSid };
}

/** The host that the visitor brought, for the page and the admin; never used to send anything. */
function hostOf(aiccUrl: string): string | null {
  try {
    return new URL(aiccUrl).host.slice(0, 253) || null;
  } catch {
    return null;
  }
}

/** What no key ever is: looked up for a text that cannot be one, so that every visit takes the same way. */
const NOBODYS_KEY = LaunchKey.parse('0'.repeat(26));

/** A text from the path as a launch key. */
export function keyForLookup(text: string): LaunchKey {
  const parsed = LaunchKey.safeParse(text);
  return parsed.success ? parsed.data : NOBODYS_KEY;
}
