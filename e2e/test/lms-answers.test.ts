import { afterEach, describe, expect, test } from '@jest/globals';
import { ReporterUnderTest } from '../src/index.js';

let bridge: ReporterUnderTest;
afterEach(() => bridge.stop());

describe('the harness', () => {
  test('a launch that is watched to the end and left is confirmed, and its time counts once', async () => {
    bridge = await ReporterUnderTest.start();
    const ada = await bridge.launch('ada');
    await bridge.watch(ada, 0, 50);
    await bridge.received(ada, 'PutParam');
    await bridge.watch(ada, 50, 100);
    await bridge.leave(ada);
    await bridge.over(ada);
    expect(await bridge.delivery(ada)).toMatchObject({ outcome: 'confirmed' });
    expect(bridge.gradeOf(ada)).toMatchObject({ status: 'completed', score: 100, timeSeconds: 100 });
    expect(await bridge.broken()).toEqual([]);
  });
});
