import { Inject, Injectable } from '@nestjs/common';
import { decodeBody, maskSessionId } from '@aicc-bridge/aicc';
import { HacpClient, type HacpExchange } from '@aicc-bridge/hacp-client';
import { Clock, Keyring, newId } from '@aicc-bridge/platform';
import { maskedAnswer } from '../trace/masked-answer.js';
import type { TraceRow } from '../trace/trace.store.js';
import type { ClaimedDelivery } from './claimed-delivery.js';
import { COMMAND_OF, encodeStep } from './encode-step.js';
import { type ExchangeResult, exchangeResult, nameOf } from './exchange-result.js';
import type { SentStep } from './judge-exchange.js';

export interface Exchanged {
  readonly result: ExchangeResult;
  readonly trace: TraceRow;
}

/** One step on the wire: unseals sid and address, posts, classifies, and keeps a masked trace. */
@Injectable()
export class LmsExchange {
  constructor(
    @Inject(HacpClient) private readonly client: HacpClient,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  async send({ row, facts, tenant }: ClaimedDelivery, step: SentStep, deadlineMs: number): Promise<Exchanged> {
    const startedAt = this.clock.now();
    const begun = performance.now();
    if (row.aicc_url_sealed === null || row.aicc_sid_sealed === null)
      throw new Error(`launch ${row.launch_id} has no session any more`);
    const sid = this.keyring.unseal(row.aicc_sid_sealed, `${row.launch_id}/aicc_sid`);
    const url = this.keyring.unseal(row.aicc_url_sealed, `${row.launch_id}/aicc_url`);
    const body = encodeStep(step, sid, facts.profile);
    const exchange = await this.client.exchange({ url, allowedHosts: tenant?.hosts ?? [], body, deadlineMs });
    const text = exchange.kind === 'answered' ? decodeBody(exchange.body) : null;
    const result = exchangeResult(exchange, this.clock.now().getTime(), text ?? undefined);
    const trace: TraceRow = {
      exchangeId: newId(),
      launchId: row.launch_id,
      tenantId: row.tenant_id,
      command: COMMAND_OF[step.do],
      startedAt,
      tookMs: Math.round(performance.now() - begun),
      request: maskSessionId(body),
      httpStatus: exchange.kind === 'answered' ? exchange.status : null,
      answer: text === null ? null : maskedAnswer(text, sid),
      classification: nameOf(result),
      clause: clauseOf(exchange, result),
      detail: exchange.kind === 'answered' ? null : exchange.detail,
      facts:
        exchange.kind === 'answered'
          ? { timings: exchange.timings, peer: exchange.peer, headers: exchange.headers, bodyCut: exchange.bodyCut }
          : { timings: exchange.kind === 'failed' ? exchange.timings : null },
    };
    return { result, trace };
  }
}

/** The rule of the protocol sheet that the classification follows. */
function clauseOf(exchange: HacpExchange, result: ExchangeResult): string {
  if (exchange.kind === 'not-sent') return exchange.ruleId;
  switch (result.kind) {
    case 'confirmed':
      return 'sheet §2.1, rule 43';
    case 'ambiguous':
      return 'rule 46, design §7';
    case 'terminated':
    case 'session-unknown':
      return 'rule 47';
    case 'not-initialized':
      return 'sheet §3.5';
    case 'refused':
      return 'sheet §3.5, rule 72';
    default:
      return 'rule 48';
  }
}
