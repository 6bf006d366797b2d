import { useId, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import type { LmsProfile } from '@aicc-bridge/lms-profiles';
import { Link } from 'react-router';
import { asProblem } from '../api/problem.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { type Messages, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { PROFILES, profileWith } from './known-profile.js';
import type { en } from './messages.en.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { change, useTenantChange } from './tenant-settings.js';

/** Which LMS it is, and what is known of it. */
export function ProfileSection({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const saving = useTenantChange(tenant.tenantId);
  const id = useId();
  const profile = profileWith(tenant.profile.id, tenant.profile.overrides);
  const notes = notesOf(profile, t);
  return (
    <PanelSection title={t('lms')} about={t('lms.about')}>
      <div className="fields">
        <div className="field">
          <label htmlFor={id}>{t('profile')}</label>
          <select
            className="select"
            id={id}
            value={tenant.profile.id}
            disabled={!may}
            onChange={({ target }) =>
              saving.mutate(change({ profile: { id: target.value, overrides: {} } }), {
                onSuccess: () => say(t('saved')),
              })
            }
          >
            {PROFILES.map(({ id: value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
      <details className="more" open>
        <summary>
          <Icon name="chev" className="chev" />
          {t('profile.known', { count: notes.length })}
        </summary>
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          <li>
            <Link to={`/help#lms-${profile.id}`}>{t('profile.guide', { name: profile.name })}</Link>
          </li>
        </ul>
      </details>
    </PanelSection>
  );
}

/** What is known of an LMS, in sentences that its administrator needs. */
export function notesOf({ note, wire, bundle }: LmsProfile, t: Messages<typeof en>): readonly string[] {
  return [
    note,
    t('profile.session', { minutes: wire.idleLimitMinutes }),
    t('profile.parts', { count: bundle.coursesPerBundle }),
    ...(wire.readBack ? [t('profile.readback')] : []),
    ...(bundle.charset === 'ascii' ? [t('profile.ascii')] : []),
  ];
}
