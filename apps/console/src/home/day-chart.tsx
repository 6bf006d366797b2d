import type { ReactNode } from 'react';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { Hour } from './home.api.js';
import { reportedHours } from './reported-hours.js';
import { homeWords } from './messages.js';

const WIDTH = 240;
const HEIGHT = 64;
const HOURS = 24;
const STEP = WIDTH / HOURS;

interface DayChartProps {
  readonly tenant: string;
  readonly hours: readonly Hour[];
  readonly now: Date;
  /** the same for all charts beside each other, so that they can be compared */
  readonly most: number;
  /** 0–100, of the last 7 days; null = nobody can know yet */
  readonly prompt: number | null;
}

/** A day of one organisation: confirmed as an area, what waits and what needs somebody on top of it. */
export function DayChart({ tenant, hours, now, most, prompt }: DayChartProps): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const bars = reportedHours(hours, now);
  const sum = (of: (hour: (typeof bars)[number]) => number): number => bars.reduce((total, bar) => total + of(bar), 0);
  const [confirmed, waiting, trouble] = [
    sum((bar) => bar.confirmed),
    sum((bar) => bar.waiting),
    sum((bar) => bar.trouble),
  ];
  const height = (n: number): number => (most === 0 ? 0 : (n / most) * (HEIGHT - 4));
  const label = t('chart.label', {
    tenant,
    confirmed,
    waiting,
    trouble,
    most: Math.max(0, ...bars.map((bar) => bar.confirmed + bar.waiting + bar.trouble)),
  });
  const all = confirmed + waiting + trouble;
  return (
    <figure>
      <figcaption>
        <b>{tenant}</b>
        {waiting > 0 ? (
          <Status tone="warn">{t('chart.waiting', { n: waiting })}</Status>
        ) : trouble > 0 ? (
          <Status tone="act">{t('chart.trouble', { n: trouble })}</Status>
        ) : (
          <Status tone={all === 0 ? 'mute' : 'good'}>
            {t('chart.all', { percent: formats.oneDecimalDown(all === 0 ? 0 : (100 * confirmed) / all) })}
          </Status>
        )}
        <span className="small soft">
          {prompt === null ? t('chart.prompt.none') : t('chart.prompt', { percent: formats.oneDecimalDown(prompt) })}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} 78`} role="img" aria-label={label}>
        <path className="ax" d={`M0 ${HEIGHT}h${WIDTH}`} />
        {bars.map((bar, index) => {
          const x = index * STEP + 1;
          const base = HEIGHT - height(bar.confirmed);
          const upper = base - height(bar.waiting);
          return (
            <g key={index}>
              {bar.confirmed > 0 ? (
                <rect className="ar" x={x} y={base} width={STEP - 2} height={height(bar.confirmed)} />
              ) : null}
              {bar.confirmed > 0 ? <path className="ln" d={`M${x} ${base}h${STEP - 2}`} /> : null}
              {bar.waiting > 0 ? (
                <rect className="w" x={x} y={upper} width={STEP - 2} height={Math.max(1.5, height(bar.waiting))} />
              ) : null}
              {bar.trouble > 0 ? (
                <rect
                  className="tk"
                  x={x}
                  y={upper - Math.max(1.5, height(bar.trouble))}
                  width={STEP - 2}
                  height={Math.max(1.5, height(bar.trouble))}
                />
              ) : null}
            </g>
          );
        })}
        <g aria-hidden="true">
          <text x="0" y="76">
            {t('chart.ago', { n: HOURS })}
          </text>
          <text x={WIDTH} y="76" textAnchor="end">
            {t('chart.now')}
          </text>
        </g>
      </svg>
    </figure>
  );
}
