import { describe, expect, test } from '@jest/globals';
import { OffsetCommits } from './offset-commits.js';

/** Commits to a broker that answers when told to. */
function commits(gatherMs = 0) {
  const sent: string[] = [];
  const committed: string[] = [];
  const errors: unknown[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const offsets = new OffsetCommits({
    commit: async (given) => {
      sent.push(given.map(({ partition, offset }) => `${partition}:${offset}`).join(' '));
      await new Promise<void>((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve())));
    },
    onCommitted: ({ partition, offset }) => committed.push(`${partition}:${offset}`),
    onError: (error) => errors.push(error),
    gatherMs,
    retryMs: 1,
  });
  const note = (partition: number, offset: number): void =>
    offsets.note({ topic: 't', partition, offset: String(offset) });
  const begun = async (count: number): Promise<void> => {
    while (answers.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  const answer = async (error?: Error): Promise<void> => {
    await begun(1);
    answers.shift()?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { offsets, note, begun, answer, sent, committed, errors };
}

describe('commits of offsets', () => {
  test('what comes while one is on its way goes with the next, the newest of each partition', async () => {
    const { offsets, note, begun, answer, sent, committed } = commits();
    note(0, 10);
    note(1, 5);
    await begun(1);
    note(0, 20);
    note(2, 5);
    note(0, 30);
    await answer();
    await answer();
    await offsets.settled();
    expect(sent).toEqual(['0:10 1:5', '0:30 2:5']);
    expect(committed).toEqual(['0:10', '1:5', '0:30', '2:5']);
  });

  test('what comes within a moment goes together; who stops does not wait for that moment', async () => {
    const { offsets, note, begun, answer, sent } = commits(3_600_000);
    note(0, 10);
    await new Promise((resolve) => setImmediate(resolve));
    note(1, 5);
    note(0, 20);
    const settled = offsets.settled();
    await begun(1);
    await answer();
    await settled;
    expect(sent).toEqual(['0:20 1:5']);
  });

  test('what the broker did not take is sent again', async () => {
    const { offsets, note, answer, sent, committed, errors } = commits();
    note(0, 10);
    await answer(new Error('coordinator moved'));
    await answer();
    await offsets.settled();
    expect(sent).toEqual(['0:10', '0:10']);
    expect(committed).toEqual(['0:10']);
    expect(errors).toHaveLength(1);
  });

  test('after the group is shared out anew, nothing of before is sent', async () => {
    const { offsets, note, begun, answer, sent } = commits();
    note(0, 10);
    await begun(1);
    note(1, 10);
    offsets.forget();
    await answer();
    await offsets.settled();
    expect(sent).toEqual(['0:10']);
  });

  test('closing waits for what is noted, and nothing is sent after it', async () => {
    const { offsets, note, begun, answer, sent, committed } = commits();
    note(0, 10);
    await begun(1);
    note(1, 5);
    const closed = offsets.close();
    await answer();
    await answer();
    await closed;
    note(0, 11);
    expect(sent).toEqual(['0:10', '1:5']);
    expect(committed).toEqual(['0:10', '1:5']);
  });
});
