import type { CSSProperties, ReactNode } from 'react';
import { useNow } from '../look/moment.js';
import { RuleId } from '../look/rule-id.js';
import { SpanBar } from '../look/span-bar.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { CauseText, CureText, RuleText } from '../verdicts/verdict-text.js';
import type { LaunchDetail } from './launches.api.js';
import { reportsWords } from './messages.js';
import { TONE_OF } from './outcome.js';
import { type Side, sidesOf } from './sides.js';

const CURED = ['S29', 'S50', 'S51', 'S53', 'identity'] as const;

/** The answer of the page: one sentence, the two numbers, cause and cure. */
export function LaunchVerdict({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const { outcome, verdict, ruleId, receipt } = launch;
  const cause = verdict ? <CauseText said={verdict} /> : ruleId ? <RuleText id={ruleId} /> : null;
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
              {cause} {ruleId ? <RuleId id={ruleId} /> : null}
            </dd>
          </div>
        ) : null}
        {verdict ? (
          <div>
            <dt>{t('verdict.cure')}</dt>
            <dd>
              <CureText said={verdict} />
            </dd>
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

function Span({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const { lms, we } = sidesOf(launch);
  if (we.percent === null && lms.percent === null) return null;
  const tone = TONE_OF[launch.outcome];
  const missing = Math.max(0, (we.percent ?? 0) - (lms.percent ?? 0));
  const ends = { '--lms': lms.percent ?? 0, '--we': we.percent ?? 0 } as CSSProperties;
  const word = ({ percent, isComplete }: Side): string =>
    percent === null ? t('span.none') : t(isComplete ? 'table.complete' : 'table.incomplete');
  const write = ({ percent }: Side): string => (percent === null ? '–' : formats.number(percent));
  return (
    <div className="span" role="group" aria-label={t('span.label', { lms: write(lms), we: write(we) })}>
      <div>
        <p className="cap">{t('table.lms')}</p>
        <p className="num">{write(lms)}</p>
        <p className="word">{word(lms)}</p>
      </div>
      <div className={`span-mid ${tone}`} style={ends}>
        <b className={missing > 0 ? 'tone' : 'soft'}>{missing > 0 ? t('span.gap', { n: missing }) : t('span.equal')}</b>
        <SpanBar lms={lms.percent} we={we.percent} tone={tone} />
        <span className="row between muted" aria-hidden="true">
          <span>{formats.number(0)}</span>
          <span>{formats.number(100)}</span>
        </span>
      </div>
      <div>
        <p className="cap">{t('table.we')}</p>
        <p className="num">{write(we)}</p>
        <p className="word">{word(we)}</p>
      </div>
    </div>
  );
}
