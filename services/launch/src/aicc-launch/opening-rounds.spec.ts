import { expect, test } from '@jest/globals';
import { openingRounds } from './opening-rounds.js';
import type { PendingLaunch } from './pending.store.js';

function arrived(name: string, more: Partial<PendingLaunch>): { name: string; pending: PendingLaunch } {
  const pending: PendingLaunch = {
    handle_digest: `handle of ${name}`,
    tenant_id: '0193b2a0-0000-7000-8000-00000000000a',
    course_id: 'ladders',
    launch_key: 'k',
    rule_id: null,
    host: 'lms.example.org',
    port: 443,
    sealed_for: null,
    aicc_url_sealed: 'sealed',
    aicc_sid_sealed: 'sealed',
    sid_digest: name,
    device: 'desktop',
    browser_digest: null,
    page_digest: null,
    other_course_id: null,
    frame_origin_sealed: null,
    ...more,
  };
  return { name, pending };
}
const named = (items: Parameters<typeof openingRounds<ReturnType<typeof arrived>>>[0]): readonly string[][] =>
  openingRounds(items).map((round) => round.map(({ name }) => name));

test('different sids are opened together, and so are launches without one', () => {
  const direct = (name: string) => arrived(name, { sid_digest: null, rule_id: 'S50', host: null, port: null });
  expect(named([arrived('ada', {}), arrived('ben', {}), direct('cyd'), direct('dan')])).toEqual([
    ['ada', 'ben', 'cyd', 'dan'],
  ]);
});

test('a double click, and a sid that comes back with another learner: one after the other, in their order', () => {
  const again = (name: string) => arrived(name, { sid_digest: 'one' });
  expect(named([again('first'), arrived('ben', {}), again('second'), again('third')])).toEqual([
    ['first', 'ben'],
    ['second'],
    ['third'],
  ]);
});

test('the same sid at another LMS is another lane', () => {
  const at = (name: string, host: string) => arrived(name, { sid_digest: 'one', host });
  expect(named([at('a', 'a.example'), at('b', 'b.example')])).toEqual([['a', 'b']]);
});

test('the same handle sent twice is opened once at a time', () => {
  const twice = (name: string) =>
    arrived(name, { sid_digest: null, rule_id: 'S50', host: null, port: null, handle_digest: 'h' });
  expect(named([twice('a'), twice('b')])).toEqual([['a'], ['b']]);
});
