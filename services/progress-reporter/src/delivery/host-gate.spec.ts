import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeResult } from './exchange-result.js';
import { afterExchange, freeSlots, GATE, type HostGate, hostSign, NEW_GATE } from './host-gate.js';
import { HostGates } from './host-gates.js';

const T0 = 1_000_000;
const trouble = { kind: 'trouble', askedMs: null } as const;
const healthy = { kind: 'healthy' } as const;
const unreachable: ExchangeResult = {
  kind: 'unreachable',
  stage: 'connect',
  detail: 'ECONNREFUSED',
  mayHaveArrived: false,
};
const busy = (status: number): ExchangeResult => ({ kind: 'busy', status, retryAfterMs: null });
const good: ExchangeResult = { kind: 'confirmed', aiccData: '' };

function after(signs: readonly (typeof trouble | typeof healthy)[], gate = NEW_GATE, from = T0): HostGate {
  return signs.reduce((known, sign, n) => afterExchange(known, sign, from + n * 100, from + n * 100 + 50), gate);
}
const times = <T>(n: number, sign: T): T[] => Array.from({ length: n }, () => sign);

test.each<[string, ExchangeResult, string]>([
  ['503', busy(503), 'trouble'],
  ['429', busy(429), 'trouble'],
  ['no connection', unreachable, 'trouble'],
  ['error=0', good, 'healthy'],
  ['a session that is over', { kind: 'terminated' }, 'healthy'],
  ['a 404 page', { kind: 'ambiguous', sign: 'http-404' }, 'healthy'],
  ['a redirect to a login page', { kind: 'refused', sign: 'redirect' }, 'healthy'],
  ['our own lack of descriptors', { kind: 'our-fault', detail: 'EMFILE', mayHaveArrived: false }, 'none'],
])('%s is, for the host, a sign of %s', (_what, result, kind) => expect(hostSign(result).kind).toBe(kind));

describe('the limit of a host', () => {
  test('starts at 8 and grows with healthy answers, up to 64', () => {
    expect(freeSlots(NEW_GATE, 0, T0)).toBe(8);
    expect(freeSlots(after(times(5_000, healthy)), 0, T0)).toBe(64);
  });
  test('is halved by trouble, once for what was on its way together', () => {
    const together = [1, 2, 3].reduce((gate) => afterExchange(gate, trouble, T0, T0 + 1_000), NEW_GATE);
    expect(freeSlots(together, 0, T0 + 1_000)).toBe(4);
  });
  test('does not grow while answers come much slower than usual', () => {
    const usual = times(20, healthy).reduce((gate) => afterExchange(gate, healthy, T0, T0 + 30), NEW_GATE);
    expect(afterExchange(usual, healthy, T0, T0 + 300).limit).toBe(usual.limit);
  });
});

describe('the breaker', () => {
  const open = after(times(GATE.troublesToOpen, trouble));
  const opened = T0 + (GATE.troublesToOpen - 1) * 100 + 50;

  test('opens after 5 troubles in a row and lets nothing through for 5 s', () => {
    expect(freeSlots(open, 0, opened + 1)).toBe(0);
    expect(freeSlots(open, 0, opened + GATE.openMs - 1)).toBe(0);
  });
  test('is half open then: one request tries', () => {
    expect(freeSlots(open, 0, opened + GATE.openMs)).toBe(1);
    expect(freeSlots(open, 1, opened + GATE.openMs)).toBe(0);
  });
  test('opens for longer when the try fails, up to 20 s', () => {
    let gate = open;
    const waits: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const at = gate.closedUntil ?? 0;
      gate = afterExchange(gate, trouble, at, at + 10);
      waits.push((gate.closedUntil ?? 0) - at - 10);
    }
    expect(waits).toEqual([10_000, 20_000, 20_000, 20_000, 20_000, 20_000]);
  });
  test('closes with the first healthy answer, and the backlog comes as a ramp', () => {
    const at = open.closedUntil ?? 0;
    const one = afterExchange(open, healthy, at, at + 20);
    expect(freeSlots(one, 0, at + 20)).toBe(2);
    expect(freeSlots(afterExchange(one, healthy, at, at + 40), 0, at + 40)).toBe(3);
  });
  test('a host that asks for a pause gets it at once, for all its launches', () => {
    const gate = afterExchange(NEW_GATE, { kind: 'trouble', askedMs: 30_000 }, T0, T0 + 10);
    expect(freeSlots(gate, 0, T0 + 30_000)).toBe(0);
    expect(freeSlots(gate, 0, T0 + 30_010)).toBe(1);
  });
  test('a pause of ten days is not believed', () => {
    const gate = afterExchange(NEW_GATE, { kind: 'trouble', askedMs: 10 * 86_400_000 }, T0, T0);
    expect(freeSlots(gate, 0, T0 + GATE.mostAskedMs)).toBe(1);
  });
  test('what was on its way when it opened does not open it for longer', () => {
    const late = afterExchange(open, trouble, T0, opened + 100);
    expect(late.closedUntil).toBe(open.closedUntil);
  });
});

test('whatever happens, a gate lets something through in the end', () => {
  const sign = fc.oneof(
    fc.constant(healthy),
    fc.record({ kind: fc.constant('trouble' as const), askedMs: fc.option(fc.integer({ min: 0, max: 10 ** 9 })) }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(sign, fc.nat(100_000)), { maxLength: 60 }), (steps) => {
      let gate = NEW_GATE;
      let now = T0;
      for (const [given, wait] of steps) {
        gate = afterExchange(gate, given, now, now + wait);
        now += wait;
      }
      expect(freeSlots(gate, 0, now + GATE.mostAskedMs)).toBeGreaterThanOrEqual(1);
      expect(gate.limit).toBeLessThanOrEqual(GATE.mostLimit);
    }),
  );
});

describe('all hosts together', () => {
  test('F77: when most hosts cannot be reached it is our own fault, and no breaker opens', () => {
    const gates = new HostGates();
    const results = Array.from({ length: 40 }, (_, n) =>
      gates.learn(`h${n % 10}:443`, unreachable, T0 + n, T0 + n + 1),
    );
    expect(results.slice(10).every(({ kind }) => kind === 'our-fault')).toBe(true);
    expect(Object.values(gates.room(T0 + 50).slots)).not.toContain(0);
  });
  test('one host that cannot be reached among many healthy ones is its own fault', () => {
    const gates = new HostGates();
    for (let n = 0; n < 10; n += 1) gates.learn(`h${n}:443`, good, T0, T0 + 1);
    for (let n = 0; n < 5; n += 1) expect(gates.learn('bad:443', unreachable, T0 + n, T0 + n + 1)).toBe(unreachable);
    const full = Object.entries(gates.room(T0 + 10).slots).flatMap(([host, slots]) => (slots === 0 ? [host] : []));
    expect(full).toEqual(['bad:443']);
    expect(gates.nextProbeAt(T0 + 10)).toBe(T0 + 5 + GATE.openMs);
  });
});
