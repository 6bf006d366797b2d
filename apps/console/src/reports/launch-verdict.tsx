import type { CSSProperties, ReactNode } from 'react';
import { useNow } from '../look/moment.js';
import { RuleId } from '../look/rule-id.js';
import { SpanBar } from '../look/span-bar.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { LaunchDetail } from './launches.api.js';
import { isDone } from './launches-table.js';
import { reportsWords } from './messages.js';
import { TONE_OF } from './outcome.js';
import { ruleSentence } from './short-verdict.js';

const CURED = ['S29', 'S50', 'S51', 'S53', 'identity'] as const;

/** The answer of the page: one sentence, the two numbers, cause and cure. */
export function LaunchVerdict({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const { outcome, verdict, ruleId, receipt } = launch;
  const cause = verdict ? verdict.cause : ruleId ? ruleSentence(ruleId) : null;
  const cured = CURED.find((one) => one === ruleId);
  return (
    <section className="verdict" aria-labelledby="verdict-says">
      <div className="stack">
        <p className="row">
          <OutcomePill launch={launch} />
          {receipt ? <span className="md soft">{t('verdict.receipt', { code: receipt })}</span> : null}
        </p>
        <h2 className="says" id="verdict-says">
          {t(`verdict.${outcome}`)}
        </h2>
      </div>
      <Span launch={launch} />
      <dl className="why">
        {cause ? (
          <div>
            <dt>{t('verdict.cause')}</dt>
            <dd>
              {/* The API says causes in English. */}
              <span lang="en">{cause}</span> {ruleId ? <RuleId id={ruleId} /> : null}
            </dd>
          </div>
        ) : null}
        {verdict ? (
          <div>
            <dt>{t('verdict.cure')}</dt>
            <dd lang="en">{verdict.cure}</dd>
          </div>
        ) : cause || outcome === 'confirmed' ? (
          <div>
            <dt>{t('verdict.cure')}</dt>
            <dd>{outcome === 'confirmed' ? t('cure.confirmed') : t(cured ? `cure.${cured}` : 'cure.other')}</dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}

function OutcomePill({ launch: { outcome, nextLookAt } }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const now = useNow();
  const next =
    outcome === 'waiting' && nextLookAt !== null && nextLookAt > now
      ? `, ${t('verdict.next-try', { when: formats.relative(nextLookAt, now) })}`
      : '';
  return (
    <Status tone={TONE_OF[outcome]} pill>
      {t(`outcome.${outcome}`)}
      {next}
    </Status>
  );
}

function Span({ launch: { acknowledged, percent, complete, outcome } }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  if (percent === null && acknowledged === null) return null;
  const lms = acknowledged?.percent ?? null;
  const missing = Math.max(0, (percent ?? 0) - (lms ?? 0));
  const ends = { '--lms': lms ?? 0, '--we': percent ?? 0 } as CSSProperties;
  const word = (isComplete: boolean): string => t(isComplete ? 'table.complete' : 'table.incomplete');
  const write = (value: number | null): string => (value === null ? '–' : formats.number(value));
  return (
    <div className="span" role="group" aria-label={t('span.label', { lms: write(lms), we: write(percent) })}>
      <div>
        <p className="cap">{t('table.lms')}</p>
        <p className="num">{write(lms)}</p>
        <p className="word">{acknowledged ? word(isDone(acknowledged.status)) : t('span.none')}</p>
      </div>
      <div className={`span-mid ${TONE_OF[outcome]}`} style={ends}>
        <b className="tone">{missing > 0 ? t('span.gap', { n: missing }) : t('span.equal')}</b>
        <SpanBar lms={lms} we={percent} tone={TONE_OF[outcome]} />
        <span className="row between muted" aria-hidden="true">
          <span>{formats.number(0)}</span>
          <span>{formats.number(100)}</span>
        </span>
      </div>
      <div>
        <p className="cap">{t('table.we')}</p>
        <p className="num">{write(percent)}</p>
        <p className="word">{percent === null ? t('span.none') : word(complete === true)}</p>
      </div>
    </div>
  );
}
