import type { ReactNode } from 'react';
import type { LmsProfile } from '@aicc-bridge/lms-profiles';
import { useLocation } from 'react-router';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { PROFILES } from '../settings/known-profile.js';
import { settingsWords } from '../settings/messages.js';
import { notesOf } from '../settings/profile-section.js';
import { helpWords } from './messages.js';

/** What to do in each make of LMS, made from the profile that the bridge works with. */
export function LmsGuides(): ReactNode {
  const t = useMessages(helpWords);
  return (
    <section aria-labelledby="guides">
      <h2 id="guides" tabIndex={-1}>
        {t('guides')}
      </h2>
      <p>{t('guides.says')}</p>
      <div className="qas">
        {PROFILES.map((profile) => (
          <Guide key={profile.id} profile={profile} />
        ))}
      </div>
    </section>
  );
}

function Guide({ profile }: { readonly profile: LmsProfile }): ReactNode {
  const t = useMessages(helpWords);
  const words = useMessages(settingsWords);
  const { hash } = useLocation();
  const { id, name, bundle } = profile;
  const count = bundle.coursesPerBundle;
  const upload =
    bundle.shape === 'courses-in-one-zip' ? t('guide.upload.joined', { count }) : t('guide.upload', { count });
  return (
    <details className="qa" id={`lms-${id}`} tabIndex={-1} open={hash === `#lms-${id}`}>
      <summary>
        <Icon name="chev" className="chev" />
        <h3>{name}</h3>
      </summary>
      <ol className="ways">
        <li>{t('guide.import', { name })}</li>
        <li>{t('guide.test')}</li>
        <li>{upload}</li>
        <li>{t('guide.mastery')}</li>
        <li>{t('guide.window')}</li>
      </ol>
      <ul className="notes">
        {notesOf(profile, words).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
