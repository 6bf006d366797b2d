import { randomUUID } from 'node:crypto';
import { LearnerPlayer } from '@aicc-bridge/journey';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { until } from '@aicc-bridge/testing';

interface Finishing {
  /** of the demo LMS and of the bridge */
  readonly learner: string;
  readonly courseId: string;
  readonly launchKey: string;
  readonly units: readonly { readonly unitId: string; readonly seconds: number }[];
}

/** A learner begins, the LMS takes it; then the learner watches everything while the LMS answers 503. The LMS stays so. */
export async function finishWhileTheLmsIsDown(
  { bridgeUrl, lmsUrl, simulator: { lms } }: Standalone,
  { learner, courseId, launchKey, units }: Finishing,
): Promise<void> {
  const session = lms.launch(learner, courseId, false, false);
  if (!session) throw new Error(`${learner} is not enrolled`);
  const hacpUrl = encodeURIComponent(`${lmsUrl}/mod/scorm/aicc.php`);
  const address = `${bridgeUrl}/aicc/launch/${launchKey}/${courseId}?aicc_sid=${session.sid}&aicc_url=${hacpUrl}`;
  const player = await LearnerPlayer.open(address, learner, DEMO.password);
  const [first] = units;
  if (!first) throw new Error('the course has no unit');
  await player.post([segment(first.unitId, 10)]);
  await until(() => lms.gradebook().some(({ username, score }) => username === learner && score !== null), {
    what: 'the first progress in the gradebook',
  });
  lms.personality = 'server-error';
  await player.post(units.map(({ unitId, seconds }) => segment(unitId, seconds)));
}

function segment(unitId: string, to: number) {
  const now = Date.now();
  const data = {
    viewingId: 'v',
    unitId,
    from: 0,
    to,
    startedAt: new Date(now - to * 1_000).toISOString(),
    endedAt: new Date(now).toISOString(),
  };
  return { type: 'viewing.segment.v1' as const, id: randomUUID(), data };
}
