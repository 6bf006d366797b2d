import type { ReactNode } from 'react';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { RuleId } from '../look/rule-id.js';
import { Status } from '../look/status.js';
import { useMessages } from '../messages/use-messages.js';
import { RuleText } from '../verdicts/verdict-text.js';
import { useViewing, type Viewing } from './launches.api.js';
import { reportsWords } from './messages.js';

/** Which learning events counted, and which did not, by which rule. */
export function LaunchViewing({ launchId }: { readonly launchId: string }): ReactNode {
  const t = useMessages(reportsWords);
  const viewing = useViewing(launchId);
  return (
    <section aria-labelledby="viewing-name" className="stack">
      <h2 id="viewing-name">{t('viewing')}</h2>
      <Loaded query={viewing} skeleton={<Skeleton lines={3} />}>
        {(data) => <ViewingTable viewing={data} />}
      </Loaded>
    </section>
  );
}

function ViewingTable({ viewing: { watched, ignored, activity } }: { readonly viewing: Viewing }): ReactNode {
  const t = useMessages(reportsWords);
  if (watched.length === 0 && ignored.length === 0) return <p className="soft">{t('viewing.none')}</p>;
  const events = ignored.reduce((sum, one) => sum + one.events, 0);
  return (
    <>
      <p className="soft">
        {t('viewing.lead', { used: watched.length, ignored: events })}{' '}
        {activity?.lastViewingAt ? <LastEvent at={activity.lastViewingAt} /> : null}
      </p>
      <table className="table events">
        <thead>
          <tr>
            <th scope="col">{t('viewing.unit')}</th>
            <th scope="col">{t('viewing.watched')}</th>
            <th scope="col">{t('viewing.use')}</th>
            <th scope="col">{t('viewing.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {watched.map(({ unitId, intervals }) => (
            <tr key={unitId}>
              <td className="mono">{unitId}</td>
              <td>{intervals.map(([from, to]) => `${minutes(from)}–${minutes(to)}`).join(', ')}</td>
              <td className="nowrap">
                <Status tone="good" icon="check">
                  {t('viewing.used')}
                </Status>
              </td>
              <td />
            </tr>
          ))}
          {ignored.map(({ ruleId, events: n }) => (
            <tr key={ruleId}>
              <td>–</td>
              <td>
                {t('viewing.events', { n })}
                <span className="sub">
                  <RuleText id={ruleId} />
                </span>
              </td>
              <td className="nowrap">
                <Status tone="mute">{t('viewing.ignored')}</Status>
              </td>
              <td>
                <RuleId id={ruleId} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function LastEvent({ at }: { readonly at: Date }): ReactNode {
  const t = useMessages(reportsWords);
  const [before, after] = t('viewing.last', { when: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <Moment at={at} as="relative" />
      {after}.
    </>
  );
}

/** Media time as players show it: 3:12. */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
