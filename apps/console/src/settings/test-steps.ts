import { PROBE_STEPS } from '@aicc-bridge/contracts';
import type { Step, StepState } from '../look/steps.js';
import type { Messages } from '../messages/use-messages.js';
import type { VerdictTexts } from '../verdicts/use-verdict-texts.js';
import type { en } from './test-words.en.js';
import type { LmsTest, ProbeStep } from './use-lms-test.js';
import type { ProbeTexts } from './use-probe-texts.js';
import type { TestLaunch } from './use-test-launch.js';

type Words = Messages<typeof en>;

const STATES: Readonly<Record<ProbeStep['state'], StepState>> = {
  passed: 'passed',
  warning: 'warning',
  failed: 'failed',
  'not-known': 'unknown',
};

/** What the host name or the return address tells. */
export function stepsOfHost({ running, steps, problem }: LmsTest, t: Words, texts: ProbeTexts): readonly Step[] {
  const waiting = PROBE_STEPS.find((name) => !steps.some(({ step }) => step === name));
  return PROBE_STEPS.map((name): Step => {
    const known = steps.find(({ step }) => step === name);
    const state =
      known !== undefined
        ? STATES[known.state]
        : running && problem === null && name === waiting
          ? 'running'
          : 'unknown';
    const explained = known !== undefined && (known.state === 'failed' || known.state === 'warning');
    return {
      id: name,
      name: t(`step.${name}`),
      state,
      result: t(state),
      ...(known !== undefined && !explained ? { says: texts.detail(known).text } : {}),
      ...(explained ? { cause: { cause: texts.detail(known).text, cure: texts.cure(known).text } } : {}),
    };
  });
}

/** What a real launch of the test course tells; that the LMS speaks HACP is known from its return address too. */
export function stepsOfLaunch(
  launch: TestLaunch | null,
  { steps }: LmsTest,
  t: Words,
  verdicts: VerdictTexts,
): readonly Step[] {
  const answers = launch !== null && launch.lms !== null;
  const speaks = steps.some(({ step, state }) => step === 'hacp-answer' && state === 'passed');
  const step = (id: 'read' | 'readable' | 'version' | 'percent', state: StepState, more: Partial<Step> = {}): Step => ({
    id,
    name: t(`launch.${id}`),
    state,
    result: t(state),
    ...more,
  });
  // Only a launch that the LMS answered tells anything; nothing is called passed before.
  const trouble = launch !== null && !answers ? launch.verdict : null;
  const read: StepState = answers ? 'passed' : trouble ? 'failed' : 'unknown';
  const cause = trouble ? { cause: verdicts.cause(trouble).text, cure: verdicts.cure(trouble).text } : null;
  return [
    step('read', read, cause ? { cause } : {}),
    step('readable', answers || speaks ? 'passed' : 'unknown'),
    versionStep(launch, step, t),
    percentStep(launch, answers, step, t),
  ];
}

type MakeStep = (id: 'version' | 'percent', state: StepState, more?: Partial<Step>) => Step;

function versionStep(launch: TestLaunch | null, step: MakeStep, t: Words): Step {
  const version = launch?.version ?? null;
  if (version === null) return step('version', 'unknown');
  if (/^4(\.|$)/.test(version)) return step('version', 'passed', { says: version });
  return step('version', 'warning', {
    cause: { cause: t('launch.version.other', { version }), cure: t('launch.version.cure') },
  });
}

function percentStep(launch: TestLaunch | null, answers: boolean, step: MakeStep, t: Words): Step {
  const percent = launch?.acknowledged?.percent ?? null;
  if (percent !== null) return step('percent', 'passed', { says: t('launch.percent.says', { percent }) });
  return step('percent', 'unknown', answers ? { says: t('launch.percent.waits') } : {});
}
