import { useId, useState, type ReactNode } from 'react';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { Exchange } from './launches.api.js';
import { reportsWords } from './messages.js';
import { lmsLogLine, type Pair, readWire } from './read-wire.js';

const VIEWS = ['parsed', 'raw', 'log'] as const;
type View = (typeof VIEWS)[number];

interface LaunchWireProps {
  readonly exchanges: readonly Exchange[];
  readonly host: string | null;
}

/** Every message that went to the LMS and what came back: read, raw, or as the LMS's own log has it. */
export function LaunchWire({ exchanges, host }: LaunchWireProps): ReactNode {
  const t = useMessages(reportsWords);
  const name = useId();
  const [view, setView] = useState<View>('parsed');
  return (
    <>
      <div className="row between">
        <h2 id="wire-name">{t('wire')}</h2>
        <fieldset className="seg">
          <legend className="vh">{t('wire.how')}</legend>
          {VIEWS.map((one) => (
            <label key={one}>
              <input type="radio" name={name} checked={view === one} onChange={() => setView(one)} />
              {t(`wire.${one}`)}
            </label>
          ))}
        </fieldset>
      </div>
      {exchanges.length === 0 ? (
        <p className="soft">{t('wire.none')}</p>
      ) : (
        // Long traces scroll inside: the keyboard must reach them.
        <div className="wire" tabIndex={0} role="region" aria-labelledby="wire-name" dir="ltr">
          {view === 'log' ? (
            <LogView exchanges={exchanges} />
          ) : (
            exchanges.map((one, index) => (
              <ExchangeView key={one.exchangeId} exchange={one} before={exchanges[index - 1]} view={view} host={host} />
            ))
          )}
        </div>
      )}
      <p className="small muted">
        {exchanges.length === 0 ? null : t('wire.foot', { n: exchanges.length })} {t('wire.kept')}
      </p>
    </>
  );
}

interface ExchangeViewProps {
  readonly exchange: Exchange;
  readonly before: Exchange | undefined;
  readonly view: 'parsed' | 'raw';
  readonly host: string | null;
}

function ExchangeView({ exchange, before, view, host }: ExchangeViewProps): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const wire = readWire(exchange);
  const answeredAt = new Date(exchange.startedAt.getTime() + exchange.tookMs);
  const isRepeated =
    before !== undefined && !wire.isGood && before.answer === exchange.answer && before.request === exchange.request;
  return (
    <div className="ex">
      <Line at={exchange.startedAt} sign=">" word={t('wire.sent')}>
        <div className="head-l">
          <b>{exchange.command}</b>
          {host ? <span>POST {host}</span> : null}
        </div>
        {view === 'raw' ? <pre className="raw">{wire.rawRequest}</pre> : <Pairs pairs={wire.sent} />}
      </Line>
      <Line at={answeredAt} sign="<" word={t('wire.answered')}>
        <div className="head-l">
          <Status tone={wire.isGood ? 'good' : 'bad'}>{wire.result}</Status>
          <span>{formats.span(exchange.tookMs)}</span>
          {isRepeated ? <span>{t('wire.again')}</span> : wire.notes.map((note) => <span key={note}>{note}</span>)}
        </div>
        {view === 'raw' ? (
          <pre className="raw">{wire.rawAnswer || t('wire.no-answer')}</pre>
        ) : (
          <Pairs pairs={wire.received} />
        )}
      </Line>
    </div>
  );
}

interface LineProps {
  readonly at: Date;
  readonly sign: string;
  readonly word: string;
  readonly children: ReactNode;
}

function Line({ at, sign, word, children }: LineProps): ReactNode {
  const formats = useFormats();
  return (
    <div className="ex-line">
      <span className="when">{formats.timeMillis(at)}</span>
      <span className="dir">
        <span aria-hidden="true">{sign}</span>
        <span className="vh">{word}</span>
      </span>
      <div className="ex-says">{children}</div>
    </div>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly Pair[] }): ReactNode {
  const t = useMessages(reportsWords);
  if (pairs.length === 0) return null;
  return (
    <div className="kv">
      {pairs.map(({ name, value, isMasked }) => (
        <span key={name}>
          {name}={isMasked ? <span className="mask">{t('wire.masked')}</span> : <b>{value === '' ? '""' : value}</b>}
        </span>
      ))}
    </div>
  );
}

function LogView({ exchanges }: { readonly exchanges: readonly Exchange[] }): ReactNode {
  const lines = exchanges.map((exchange) => {
    const at = exchange.startedAt.toISOString().replace('T', ' ').slice(0, 19);
    return `${at} ${lmsLogLine(exchange, readWire(exchange)) ?? '(no entry: the LMS did not handle this request)'}`;
  });
  return (
    <div className="ex">
      <pre className="raw">{lines.join('\n')}</pre>
    </div>
  );
}
