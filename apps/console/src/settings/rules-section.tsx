import { useId, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { useLocation } from 'react-router';
import { asProblem } from '../api/problem.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { type Messages, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { useAnchor } from '../shell/use-anchor.js';
import { profileWith } from './known-profile.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { en } from './rule-words.en.js';
import { ruleWords } from './rule-words.js';
import { change, useTenantChange } from './tenant-settings.js';
import { offered, type RuleField, WIRE_RULES, type WireRule, withRule } from './wire-rules.js';

/** A launch whose trace shows what this LMS does otherwise leads here. */
const RULES_ANCHOR = 'rules';

/** What this organisation's LMS does otherwise than its profile says, and how much is sent to it. */
export function RulesSection({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(ruleWords);
  useAnchor();
  const { hash } = useLocation();
  const saving = useTenantChange(tenant.tenantId);
  const { id, overrides } = tenant.profile;
  const own = WIRE_RULES.filter(({ field }) => overrides[field] !== undefined).length;
  return (
    <PanelSection anchor={RULES_ANCHOR} title={t('title')} about={t('about')}>
      <details className="more" open={hash === `#${RULES_ANCHOR}` || own > 0}>
        <summary>
          <Icon name="chev" className="chev" />
          {t('summary', { count: own })}
        </summary>
        <div className="fields">
          {WIRE_RULES.map((rule) => (
            <Rule
              key={rule.field}
              rule={rule}
              tenant={tenant}
              onChoose={(value) =>
                saving.mutateAsync(change({ profile: { id, overrides: withRule(overrides, rule.field, value) } }))
              }
            />
          ))}
        </div>
      </details>
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </PanelSection>
  );
}

type Value = WireRule['values'][number];

interface RuleProps {
  readonly rule: WireRule;
  readonly tenant: TenantState;
  readonly onChoose: (value: Value | null) => Promise<unknown>;
}

function Rule({ rule, tenant, onChoose }: RuleProps): ReactNode {
  const t = useMessages(ruleWords);
  const saved = useMessages(settingsWords)('saved');
  const say = useToast();
  const id = useId();
  const may = useMay('change-settings');
  const { field } = rule;
  const { overrides } = tenant.profile;
  const usual = profileWith(tenant.profile.id).wire[field];
  const values = offered(rule, overrides);
  return (
    <div className="field">
      <label htmlFor={id}>{t(field)}</label>
      <select
        className="select"
        id={id}
        value={values.findIndex((value) => value === overrides[field])}
        disabled={!may}
        aria-describedby={field === 'minIntervalSeconds' ? `${id}-says` : undefined}
        onChange={({ target }) =>
          // What was refused is told below all rules.
          void onChoose(values[Number(target.value)] ?? null).then(
            () => say(saved),
            () => undefined,
          )
        }
      >
        <option value={-1}>{t('as-profile', { value: said(rule, usual, t) })}</option>
        {values.map((value, index) => (
          <option key={String(value)} value={index}>
            {said(rule, value, t)}
          </option>
        ))}
      </select>
      {field === 'minIntervalSeconds' ? (
        <p className="hint" id={`${id}-says`}>
          {t('minIntervalSeconds.says')}
        </p>
      ) : null}
    </div>
  );
}

type ValueWord = Extract<keyof typeof en, `${RuleField}.${string}`>;
const isValueWord = (key: string): key is ValueWord => Object.hasOwn(en, key);

/** A value in words: minutes where they are whole, else the rule's own unit. */
function said({ field, unit }: WireRule, value: Value, t: Messages<typeof en>): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'string') {
    const key = `${field}.${value}`;
    return isValueWord(key) ? t(key) : value;
  }
  const asMinutes = unit === 'seconds' && value >= 60 && value % 60 === 0;
  return asMinutes ? t('minutes', { count: value / 60 }) : t(unit ?? 'seconds', { count: value });
}
