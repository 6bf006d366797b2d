import { describe, expect, test } from '@jest/globals';
import type { BusMessage } from '../bus-message.js';
import { JointHandling } from './joint-handling.js';

function message(name: string): BusMessage {
  return { topic: 't', key: name, value: null, headers: {}, position: name };
}

/** A handler that notes each call as `topic: positions`, and refuses what `refuses` says. */
function handler({ refuses, messages = 100 }: { refuses?: (positions: string) => Error | null; messages?: number }) {
  const calls: string[] = [];
  const joint = new JointHandling(
    async (topic, given) => {
      const positions = given.map(({ position }) => position).join(' ');
      calls.push(`${topic}: ${positions}`);
      await Promise.resolve();
      const error = refuses?.(positions);
      if (error) throw error;
    },
    { parallel: 1, messages },
  );
  const ends = async (...parts: [topic: string, ...positions: string[]][]): Promise<string[]> => {
    const ended = parts.map(([topic, ...positions]) => joint.handle(topic, positions.map(message)));
    return (await Promise.allSettled(ended)).map(({ status }) => status);
  };
  return { calls, ends };
}

describe('what several partitions bring at once', () => {
  test('is handled in one call per topic', async () => {
    const { calls, ends } = handler({});
    expect(await ends(['a', '0/1', '0/2'], ['b', '0/7'], ['a', '1/5'])).toEqual(Array(3).fill('fulfilled'));
    expect(calls).toEqual(['a: 0/1 0/2 1/5', 'b: 0/7']);
  });

  test('goes in several calls when it is much; a part alone may be more than that', async () => {
    const { calls, ends } = handler({ messages: 2 });
    await ends(['a', '0/1', '0/2', '0/3'], ['a', '1/1'], ['a', '2/1'], ['a', '3/1']);
    expect(calls).toEqual(['a: 0/1 0/2 0/3', 'a: 1/1 2/1', 'a: 3/1']);
  });

  test('a part that the handler refuses fails alone', async () => {
    const { calls, ends } = handler({ refuses: (given) => (given.includes('bad') ? new Error('refused') : null) });
    expect(await ends(['a', '0/1'], ['a', 'bad'], ['a', '2/1'])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(calls).toEqual(['a: 0/1 bad 2/1', 'a: 0/1', 'a: bad', 'a: 2/1']);
  });

  test('F39: somebody holds the lock of one key’s rows – the other partitions are handled', async () => {
    const locked = Object.assign(new Error('lock timeout'), { code: '55P03' });
    const { ends } = handler({ refuses: (given) => (given.includes('locked') ? locked : null) });
    expect(await ends(['a', '0/1'], ['a', 'locked'], ['a', '2/1'])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('our own trouble fails all of them at once, without a call for each', async () => {
    const away = Object.assign(new Error('no database'), { code: 'ECONNREFUSED' });
    const { calls, ends } = handler({ refuses: () => away });
    expect(await ends(['a', '0/1'], ['a', '1/1'])).toEqual(['rejected', 'rejected']);
    expect(calls).toHaveLength(1);
  });

  test('what comes meanwhile is handled next', async () => {
    const { calls, ends } = handler({});
    const first = ends(['a', '0/1']);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, ends(['a', '1/1'], ['a', '2/1'])]);
    expect(calls).toEqual(['a: 0/1', 'a: 1/1 2/1']);
  });
});
