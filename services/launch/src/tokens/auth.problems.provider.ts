import { ProblemException } from '@aicc-bridge/platform';

export function signInFailed(detail: string): ProblemException {
  return new ProblemException({ status: 401, name: 'sign-in-failed', title: 'Sign-in failed', detail });
}

export function waitFirst(seconds: number): ProblemException {
  return new ProblemException({
    status: 429,
    name: 'too-many-tries',
    title: 'Too many tries',
    detail: `There were too many wrong tries from here. Try again in ${Math.ceil(seconds / 60)} minutes, or ask an administrator for a reset link.`,
  });
}

export function codeNeeded(): ProblemException {
  return new ProblemException({
    status: 401,
    name: 'code-needed',
    title: 'A second factor is needed',
    detail: 'The password is right. Send it again with "code": the six digits that your authenticator app shows.',
  });
}

export function enrolFirst(): ProblemException {
  return new ProblemException({
    status: 403,
    name: 'second-factor-missing',
    title: 'Set up a second factor first',
    detail: 'Your role needs one. POST the same credentials to /auth/totp, then a code to /auth/totp/confirm.',
  });
}

export function anotherPage(): ProblemException {
  return new ProblemException({
    status: 403,
    name: 'another-page',
    title: 'Sent by another page',
    detail:
      'This request came from a page of another site, or from one that hides its name. Open the bridge itself and try there.',
  });
}
