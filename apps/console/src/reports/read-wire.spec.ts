import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Exchange } from './launches.api.js';
import { lmsLogLine, readWire } from './read-wire.js';

function anExchange(more: Partial<Exchange> = {}): Exchange {
  return {
    exchangeId: 'x',
    command: 'PutParam',
    startedAt: new Date('2026-11-24T14:01:07.221Z'),
    tookMs: 171,
    request:
      'command=PutParam&version=4.0&session_id=***&aicc_data=%5Bcore%5D%0D%0Alesson_location%3Du3%4030%0D%0Alesson_status%3Dincomplete%0D%0Ascore%3D75%0D%0Atime%3D00%3A00%3A00%0D%0A',
    httpStatus: 200,
    answer: 'error=0\r\nerror_text=Successful\r\n',
    classification: 'confirmed',
    clause: null,
    detail: null,
    facts: { peer: { tls: { protocol: 'TLSv1.3' } }, headers: { 'content-type': 'text/plain' } },
    ...more,
  };
}

describe('an exchange', () => {
  test('shows what was sent, name by name', () =>
    expect(readWire(anExchange()).sent.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'lesson_location=u3@30',
      'lesson_status=incomplete',
      'score=75',
      'time=00:00:00',
    ]));

  test('hides who the learner is at the LMS, parsed and raw', () => {
    const answer =
      'error=0\r\nerror_text=ok\r\naicc_data=[Core]\r\nStudent_ID=4417\r\nStudent_Name = Demo, Ada\r\nLesson_Status=incomplete\r\n';
    const wire = readWire(anExchange({ command: 'GetParam', answer }));
    expect(wire.received.find(({ name }) => name === 'Student_ID')).toEqual({
      name: 'Student_ID',
      value: '***',
      isMasked: true,
    });
    expect(JSON.stringify(wire)).not.toMatch(/4417|Ada/);
    expect(wire.rawAnswer).toContain('Lesson_Status=incomplete');
  });

  test.each([
    ['what the LMS confirmed', {}, 'error=0', true],
    [
      'an error of the LMS with its text',
      { answer: 'error=1\r\nerror_text=Not Initialized\r\n', classification: 'not-initialized' },
      'error=1 Not Initialized',
      false,
    ],
    ['an HTTP status', { httpStatus: 503, answer: '<html>', classification: 'busy 503' }, 'HTTP 503', false],
    ['a page instead of an answer', { answer: '<html>log in</html>', classification: 'not-hacp' }, 'not-hacp', false],
    [
      'a network that said why',
      { httpStatus: null, answer: null, classification: 'unreachable dns', detail: 'ENOTFOUND' },
      'ENOTFOUND',
      false,
    ],
  ])('ends with %s', (_why, more, result, isGood) =>
    expect(readWire(anExchange(more))).toMatchObject({ result, isGood }),
  );

  test('is a line of the LMS’s log only if the LMS handled it', () => {
    const sent = anExchange();
    expect(lmsLogLine(sent, readWire(sent))).toBe('putparam sid=*** status=incomplete score=75 time=00:00:00 error=0');
    const busy = anExchange({ httpStatus: 503, answer: '', classification: 'busy 503' });
    expect(lmsLogLine(busy, readWire(busy))).toBeNull();
  });

  test('is read whatever an LMS sends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.anything(),
        (request, answer, facts) => {
          readWire(anExchange({ request, answer, facts }));
        },
      ),
    );
  });
});
