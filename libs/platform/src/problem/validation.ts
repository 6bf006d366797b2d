import { StandardSchemaValidationPipe } from '@nestjs/common';
import { invalidRequest, type ProblemException } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** `@Body({ schema })`, `@Param('id', { schema })`, `@Query({ schema })` with zod; failures become problem+json with pointers. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: problemOfIssues });
}

export function problemOfIssues(issues: readonly Issue[]): ProblemException {
  return invalidRequest(
    issues.slice(0, 20).map(({ path = [], message }) => ({
      pointer: `#/${path
        .map((step) =>
          String(typeof step === 'object' ? step.key : step)
            .replaceAll('~', '~0')
            .replaceAll('/', '~1'),
        )
        .join('/')}`,
      detail: message,
    })),
  );
}
