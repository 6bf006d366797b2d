import { useId, useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { asProblem } from '../api/problem.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { type Choice, type Downloads, type Preview, usePreview, usePublisherName } from './downloads.js';
import { DownloadProgress } from './download-progress.js';
import { profileWith } from './known-profile.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { useLibraryDownload } from './use-library-download.js';

interface DownloadChoiceProps {
  readonly tenant: TenantState;
  readonly downloads: Downloads;
}

/** Everything (selected at first, S36), or what is new since a download (S37, S38). */
export function DownloadChoice({ tenant, downloads }: DownloadChoiceProps): ReactNode {
  const t = useMessages(settingsWords);
  const id = useId();
  const [courses, setCourses] = useState<Choice['courses']>('all');
  const [since, setSince] = useState('last');
  const [changed, setChanged] = useState(false);
  const { tenantId } = tenant;
  const all: Choice = { courses: 'all', since: 'last', changed: false };
  const fresh: Choice = { courses: 'new', since, changed };
  const ofAll = usePreview(tenantId, all);
  const ofNew = usePreview(tenantId, downloads.last === null ? null : fresh);
  const { run, start, stop } = useLibraryDownload(tenantId);
  const publisher = usePublisherName();
  const chosen = courses === 'all' ? ofAll : ofNew;
  const profile = profileWith(tenant.profile.id, tenant.profile.overrides);
  const guide = (words: ReactNode): ReactNode => <Link to={`/help#lms-${profile.id}`}>{words}</Link>;
  const nothing = chosen.data?.courses === 0;
  return (
    <>
      <PanelSection title={t('choose')} about={t.rich('choose.about', { guide }, { name: profile.name })}>
        <fieldset className="picks">
          <legend className="vh">{t('choose.what')}</legend>
          <Pick
            id={`${id}-all`}
            name={`${id}-what`}
            label={publisher === null ? t('choose.all') : t('choose.all.of', { publisher })}
            preview={ofAll.data}
            checked={courses === 'all'}
            onChoose={() => setCourses('all')}
          />
          {downloads.last === null ? null : (
            <NewPick
              id={`${id}-new`}
              name={`${id}-what`}
              downloads={downloads}
              preview={ofNew.data}
              choice={fresh}
              checked={courses === 'new'}
              onChoose={() => setCourses('new')}
              onSince={(value) => {
                setSince(value);
                setCourses('new');
              }}
              onChanged={(value) => {
                setChanged(value);
                setCourses('new');
              }}
            />
          )}
        </fieldset>
        {chosen.error ? (
          <ProblemNotice problem={asProblem(chosen.error)} onRetry={() => void chosen.refetch()} />
        ) : null}
        <div className="row">
          <Button
            kind="primary"
            isDisabled={chosen.data === undefined || nothing || run.kind === 'running'}
            onPress={() => chosen.data && start(courses === 'all' ? all : fresh, chosen.data)}
          >
            <Icon name="dl" />
            {t('download')}
          </Button>
          {nothing ? <span className="hint">{t('choose.nothing')}</span> : null}
        </div>
      </PanelSection>
      <DownloadProgress run={run} onStop={stop} />
    </>
  );
}

interface PickProps {
  readonly id: string;
  readonly name: string;
  readonly label: ReactNode;
  readonly preview: Preview | undefined;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children?: ReactNode;
}

function Pick({ id, name, label, preview, checked, onChoose, children }: PickProps): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  return (
    <div className="pick">
      <div className="choice">
        <input className="tick" type="radio" name={name} id={id} checked={checked} onChange={onChoose} />
        <label htmlFor={id}>{label}</label>
        {preview === undefined ? null : (
          <p className="hint">
            {t('choose.files', {
              count: preview.parts.length,
              size: sizeText(preview.bytes, (value) => formats.number(value)),
            })}
          </p>
        )}
      </div>
      <p className="amount">
        {preview === undefined
          ? null
          : t.rich('choose.courses', { b: (words) => <b>{words}</b> }, { count: preview.courses })}
      </p>
      {children}
    </div>
  );
}

interface NewPickProps extends Omit<PickProps, 'label' | 'children'> {
  readonly downloads: Downloads;
  readonly choice: Choice;
  readonly onSince: (downloadId: string) => void;
  readonly onChanged: (changed: boolean) => void;
}

function NewPick({ downloads, choice, onSince, onChanged, ...pick }: NewPickProps): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  const { last } = downloads;
  if (last === null) return null;
  const from = downloads.history.find(({ downloadId }) => downloadId === choice.since) ?? last;
  const changes = pick.preview?.changes;
  return (
    <Pick {...pick} label={t('choose.new', { date: formats.date(from.completedAt) })}>
      <div className="pick-more stack">
        {changes !== undefined && changes.changed > 0 ? (
          <div className="choice">
            <input
              className="tick"
              type="checkbox"
              id={`${pick.id}-changed`}
              checked={choice.changed}
              onChange={({ target }) => onChanged(target.checked)}
            />
            <label htmlFor={`${pick.id}-changed`}>{t('choose.changed', { count: changes.changed })}</label>
            <p className="hint">{t('choose.changed.hint')}</p>
          </div>
        ) : null}
        {changes === undefined ? null : <p className="hint">{t('choose.retired', { count: changes.retired })}</p>}
        {downloads.history.length > 1 ? (
          <div className="fields">
            <div className="field">
              <label htmlFor={`${pick.id}-since`}>{t('choose.since')}</label>
              <select
                className="select"
                id={`${pick.id}-since`}
                value={choice.since}
                onChange={({ target }) => onSince(target.value)}
              >
                <option value="last">{t('choose.since.last', { date: formats.date(last.completedAt) })}</option>
                {downloads.history
                  .filter(({ downloadId, movesCursor }) => movesCursor && downloadId !== last.downloadId)
                  .map(({ downloadId, completedAt }) => (
                    <option key={downloadId} value={downloadId}>
                      {t('choose.since.of', { date: formats.full(completedAt) })}
                    </option>
                  ))}
              </select>
            </div>
          </div>
        ) : null}
      </div>
    </Pick>
  );
}

/** 4.6 MB; kilobytes below one megabyte. */
export function sizeText(bytes: number, number: (value: number) => string): string {
  return bytes < 1_000_000
    ? `${number(Math.max(1, Math.round(bytes / 1_000)))} kB`
    : `${number(Math.round(bytes / 100_000) / 10)} MB`;
}
