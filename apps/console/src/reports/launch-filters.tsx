import { useQuery } from '@tanstack/react-query';
import { RULE_IDS } from '@aicc-bridge/contracts';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { findLaunch } from './find-launch.js';
import { masked } from './masked.js';
import { reportsWords } from './messages.js';
import { PERIODS } from './period.js';
import type { useLaunchFilter } from './use-launch-filter.js';

const Hosts = z.object({ hosts: z.array(z.object({ host: z.string() })) });

interface LaunchFiltersProps {
  readonly chosen: ReturnType<typeof useLaunchFilter>;
  /** the course's title, as the list has it */
  readonly courseTitle: string | null;
}

/** Search and narrowing of the list. Native selects: they work everywhere, and on phones best of all. */
export function LaunchFilters({ chosen, courseTitle }: LaunchFiltersProps): ReactNode {
  const t = useMessages(reportsWords);
  const { tenantId } = useScope();
  const { filter, period, set } = chosen;
  const hosts = useQuery({
    queryKey: ['health', 'hosts', tenantId],
    queryFn: async ({ signal }) => {
      const found = (await api.get('/api/health', Hosts, { query: { tenantId }, signal })).hosts;
      return [...new Set(found.map(({ host }) => host))].sort();
    },
    staleTime: 60_000,
  });
  const hostNames = [...new Set([...(filter.host ? [filter.host] : []), ...(hosts.data ?? [])])];
  return (
    <>
      <div className="filterbar">
        <LaunchSearch chosen={chosen} />
        <select
          className="select"
          aria-label={t('period.label')}
          value={period}
          onChange={({ target }) => set({ period: target.value })}
        >
          {PERIODS.map((one) => (
            <option key={one} value={one}>
              {t(`period.${one}`)}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label={t('rule.label')}
          value={filter.ruleId ?? ''}
          onChange={({ target }) => set({ rule: target.value })}
        >
          <option value="">{t('rule.any')}</option>
          {RULE_IDS.map((rule) => (
            <option key={rule}>{rule}</option>
          ))}
        </select>
        <select
          className="select"
          aria-label={t('host.label')}
          value={filter.host ?? ''}
          onChange={({ target }) => set({ host: target.value })}
        >
          <option value="">{t('host.any')}</option>
          {hostNames.map((host) => (
            <option key={host}>{host}</option>
          ))}
        </select>
      </div>
      {filter.courseId || filter.learnerId ? (
        <p className="row chosen">
          {filter.courseId ? (
            <Chosen
              name={t('filter.course', { name: courseTitle ?? filter.courseId })}
              onRemove={() => set({ course: null })}
            />
          ) : null}
          {filter.learnerId ? (
            <Chosen
              name={t('filter.learner', { name: masked(filter.learnerId) })}
              onRemove={() => set({ learner: null })}
            />
          ) : null}
        </p>
      ) : null}
    </>
  );
}

function Chosen({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }): ReactNode {
  const t = useMessages(reportsWords);
  return (
    <span className="tag">
      {name}
      <Button kind="icon" aria-label={t('filter.remove', { name })} onPress={onRemove}>
        <Icon name="x" />
      </Button>
    </span>
  );
}

function LaunchSearch({ chosen: { set } }: { readonly chosen: ReturnType<typeof useLaunchFilter> }): ReactNode {
  const t = useMessages(reportsWords);
  const { tenantId, path } = useScope();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);

  const search = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setMissing(null);
    setProblem(null);
    if (text.trim() === '') return;
    try {
      const found = await findLaunch(text, tenantId);
      switch (found.kind) {
        case 'launch':
          return void navigate(path(`/reports/launches/${found.launchId}`));
        case 'receipts':
          return void navigate(path(`/reports/receipts?code=${found.code}`));
        case 'learner':
          set({ learner: found.learnerId });
          return setText('');
        case 'course':
          set({ course: found.courseId });
          return setText('');
        case 'nothing':
          return setMissing(text.trim());
      }
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <form className="search" role="search" onSubmit={(event) => void search(event)}>
      <div className="input-wrap">
        <Icon name="search" />
        <input
          className="input"
          type="search"
          enterKeyHint="search"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setMissing(null);
          }}
        />
      </div>
      <p className="hint" role="status">
        {missing === null ? null : t('search.none', { text: missing })}
      </p>
      {problem === null ? null : <ProblemNotice problem={asProblem(problem)} />}
    </form>
  );
}
