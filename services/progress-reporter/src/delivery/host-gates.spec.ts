import { expect, test } from '@jest/globals';
import type { ExchangeResult } from './exchange-result.js';
import { GATE } from './host-gate.js';
import { HostGates } from './host-gates.js';

const T0 = Date.UTC(2026, 10, 2);
const confirmed: ExchangeResult = { kind: 'confirmed', aiccData: '' };
const busy: ExchangeResult = { kind: 'busy', status: 503, retryAfterMs: null };

function exchange(gates: HostGates, host: string, result: ExchangeResult): void {
  gates.begin(host);
  gates.learn(host, result, T0, T0 + 5);
  gates.end(host);
}

test('a claim is told of hosts that are in use or get nothing now, not of thousands that are idle', () => {
  const gates = new HostGates();
  for (let n = 0; n < 100; n += 1) exchange(gates, `idle-${n}.example:443`, confirmed);
  for (let n = 0; n < GATE.troublesToOpen; n += 1) exchange(gates, 'down.example:443', busy);
  exchange(gates, 'used.example:443', confirmed);
  gates.begin('used.example:443');
  expect(gates.room(T0 + 5)).toEqual({ slots: { 'down.example:443': 0, 'used.example:443': 7 }, otherwise: 8 });
});
