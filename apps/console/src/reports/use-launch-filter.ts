import { OUTCOMES } from '@aicc-bridge/contracts';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useScope } from '../shell/scope.js';
import type { FilterName } from './launches-address.js';
import type { LaunchFilter } from './launches.api.js';
import { beginningOf, type Period, periodOf } from './period.js';

interface ChosenFilter {
  readonly filter: LaunchFilter;
  readonly period: Period;
  /** anything but the period is chosen */
  readonly isNarrowed: boolean;
  readonly set: (changes: Partial<Record<FilterName, string | null>>) => void;
  readonly clear: () => void;
}

/** The filters of the list live in its address: it can be sent to somebody, and the way back works. */
export function useLaunchFilter(): ChosenFilter {
  const { tenantId } = useScope();
  const [params, setParams] = useSearchParams();
  const period = periodOf(params.get('period'));
  const from = useMemo(() => beginningOf(period, new Date()), [period]);
  const of = (name: FilterName): string | undefined => params.get(name) ?? undefined;
  return {
    filter: {
      tenantId,
      outcome: OUTCOMES.find((one) => one === params.get('outcome')),
      courseId: of('course'),
      learnerId: of('learner'),
      host: of('host'),
      ruleId: of('rule'),
      from,
    },
    period,
    isNarrowed: (['outcome', 'course', 'learner', 'host', 'rule'] as const).some((name) => params.has(name)),
    set: (changes) =>
      setParams((before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes))
          if (value) next.set(name, value);
          else next.delete(name);
        return next;
      }),
    clear: () => setParams({ period: 'all' }),
  };
}
