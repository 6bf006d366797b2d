import { assertNever } from '@aicc-bridge/contracts';
import { type CoreReport, encodeHacpRequest } from '@aicc-bridge/aicc';
import type { WireProfile } from '@aicc-bridge/lms-profiles';
import type { SentStep } from './judge-exchange.js';
import type { Report } from './build-report.js';

export const COMMAND_OF = {
  'send-get-param': 'GetParam',
  'send-put-param': 'PutParam',
  'send-final-put-param': 'PutParam',
  'send-exit-au': 'ExitAU',
} as const;

/** The form body of a step. */
export function encodeStep(step: SentStep, sessionId: string, profile: WireProfile): string {
  switch (step.do) {
    case 'send-get-param':
      return encodeHacpRequest({ command: 'GetParam', sessionId });
    case 'send-put-param':
      return encodeHacpRequest({
        command: 'PutParam',
        sessionId,
        core: core(step.report, step.timeSeconds, profile, false),
      });
    case 'send-final-put-param':
      return encodeHacpRequest({
        command: 'PutParam',
        sessionId,
        core: core(step.report, step.timeSeconds, profile, true),
      });
    case 'send-exit-au':
      return encodeHacpRequest({ command: 'ExitAU', sessionId });
    default:
      return assertNever(step);
  }
}

function core(
  { status, score, location }: Report,
  timeSeconds: number,
  profile: WireProfile,
  final: boolean,
): CoreReport {
  const suspend = final && profile.exitSuffix === 'suspend' && status === 'incomplete';
  return {
    lessonLocation: location,
    lessonStatus: status,
    score,
    timeSeconds,
    ...(suspend ? { exit: 'suspend' as const } : {}),
  };
}
