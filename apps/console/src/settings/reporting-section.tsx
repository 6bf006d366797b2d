import { useId, useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { profileWith } from './known-profile.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { change, useTenantChange } from './tenant-settings.js';

const MODES = ['send', 'preview', 'paused'] as const;
type Mode = (typeof MODES)[number];
const SCORES = ['percent', 'on-completion', 'none'] as const;

/** What happens with progress: sent, shown, kept; what goes as the score; phones (S53). */
export function ReportingSection({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const id = useId();
  const may = useMay('change-settings');
  const saving = useTenantChange(tenant.tenantId);
  const save = (body: object): void => saving.mutate(change(body), { onSuccess: () => say(t('saved')) });
  // What was pressed shows in the same moment, not one turn of the query cache later.
  const [pressed, setPressed] = useState<Mode | null>(null);
  const choose = (mode: Mode): void => {
    setPressed(mode);
    saving.mutate(change({ reportingMode: mode }), {
      onSuccess: () => say(t('saved')),
      onSettled: () => setPressed(null),
    });
  };
  const { profile } = tenant;
  const disabled = !may;
  return (
    <PanelSection title={t('reporting')} about={t('reporting.about')}>
      <fieldset className="stack">
        <legend className="vh">{t('mode')}</legend>
        {MODES.map((mode) => (
          <div key={mode} className="choice">
            <input
              className="tick"
              type="radio"
              name={`${id}-mode`}
              id={`${id}-${mode}`}
              checked={(pressed ?? tenant.reportingMode) === mode}
              disabled={disabled}
              aria-describedby={`${id}-${mode}-says`}
              onChange={() => choose(mode)}
            />
            <label htmlFor={`${id}-${mode}`}>{t(`mode.${mode}`)}</label>
            <p className="hint" id={`${id}-${mode}-says`}>
              {t(`mode.${mode}.says`)}
            </p>
          </div>
        ))}
      </fieldset>
      <div className="fields">
        <div className="field">
          <label htmlFor={`${id}-percent`}>{t('percent')}</label>
          <select
            className="select"
            id={`${id}-percent`}
            value={profileWith(profile.id, profile.overrides).wire.score}
            disabled={disabled}
            onChange={({ target }) =>
              save({ profile: { id: profile.id, overrides: { ...profile.overrides, score: target.value } } })
            }
          >
            {SCORES.map((score) => (
              <option key={score} value={score}>
                {t(`percent.${score}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-mobile`}>{t('mobile')}</label>
          <select
            className="select"
            id={`${id}-mobile`}
            value={tenant.reportMobile ? 'on' : 'off'}
            disabled={disabled}
            onChange={({ target }) => save({ reportMobile: target.value === 'on' })}
          >
            <option value="off">{t('mobile.off')}</option>
            <option value="on">{t('mobile.on')}</option>
          </select>
        </div>
      </div>
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </PanelSection>
  );
}
