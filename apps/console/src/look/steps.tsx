import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import type { Tone } from './status.js';

export type StepState = 'passed' | 'warning' | 'failed' | 'running' | 'unknown';

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  /** the state in a word; "Not yet known" for unknown, never "passed" */
  readonly result: string;
  readonly says?: ReactNode;
  readonly cause?: { readonly cause: ReactNode; readonly cure: ReactNode };
}

const LOOKS: Readonly<Record<StepState, readonly [Tone, IconName]>> = {
  passed: ['good', 'good'],
  warning: ['warn', 'warn'],
  failed: ['bad', 'bad'],
  running: ['live', 'run'],
  unknown: ['mute', 'unknown'],
};

interface StepsProps {
  readonly steps: readonly Step[];
  readonly causeWord: string;
  readonly cureWord: string;
}

/** Steps that fill in live; assistive technology hears each result. */
export function Steps({ steps, causeWord, cureWord }: StepsProps): ReactNode {
  return (
    <ol className="steps" aria-live="polite">
      {steps.map(({ id, name, state, result, says, cause }) => {
        const [tone, icon] = LOOKS[state];
        return (
          <li key={id} className={`step ${tone}`}>
            <span className="dot">
              <Icon name={icon} className={state === 'running' ? 'turn' : ''} />
            </span>
            <span className="name">{name}</span>
            <span className="res">{result}</span>
            {says || cause ? (
              <div className="say">
                {says ? <p>{says}</p> : null}
                {cause ? (
                  <dl className="cause">
                    <dt>{causeWord}</dt>
                    <dd>{cause.cause}</dd>
                    <dt>{cureWord}</dt>
                    <dd>{cause.cure}</dd>
                  </dl>
                ) : null}
              </div>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
