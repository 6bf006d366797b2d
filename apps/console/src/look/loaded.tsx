import { useEffect, useState, type ReactNode } from 'react';
import { asProblem } from '../api/problem.js';
import { useMessages } from '../messages/use-messages.js';
import { lookWords } from './messages.js';
import { ProblemNotice } from './problem-notice.js';

const PATIENCE_MILLIS = 300;

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

interface LoadedProps<Data> {
  /** the answer of `useQuery` */
  readonly query: Asked<Data>;
  /** what stands there until the answer comes; shown after 300 ms, never for less */
  readonly skeleton?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** An answer in all its states: not here yet, failed (with a second try), here. What was shown once stays while it is asked again. */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null)
    return <ProblemNotice problem={asProblem(query.error)} onRetry={() => void query.refetch()} />;
  return <Waiting>{skeleton}</Waiting>;
}

/** Shows its content (or a few grey lines) once the reader has waited long enough to wonder. */
export function Waiting({ children }: { readonly children?: ReactNode }): ReactNode {
  const t = useMessages(lookWords);
  const [wonders, setWonders] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWonders(true), PATIENCE_MILLIS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className="stack">
      <span className="vh" role="status">
        {wonders ? t('loading') : ''}
      </span>
      {wonders ? (children ?? <Skeleton lines={4} />) : null}
    </div>
  );
}

/** Grey lines of different lengths. */
export function Skeleton({ lines }: { readonly lines: number }): ReactNode {
  return (
    <div className="skel-lines" aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skel" />
      ))}
    </div>
  );
}
