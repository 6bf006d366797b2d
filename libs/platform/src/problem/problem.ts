import { HttpException } from '@nestjs/common';
import type { RuleId } from '@aicc-bridge/contracts';

export interface ProblemError {
  /** JSON pointer into the request body, or the parameter's name */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemFacts {
  readonly status: number;
  /** stable name; becomes `urn:aicc-bridge:problem:<name>` and has an entry in docs/problems.md */
  readonly name: string;
  readonly title: string;
  /** this one case: what happened, which value, by which rule, what to do now */
  readonly detail: string;
  readonly ruleId?: RuleId;
  readonly errors?: readonly ProblemError[];
}

/** An answer of RFC 9457 (`application/problem+json`). */
export class ProblemException extends HttpException {
  constructor(readonly facts: ProblemFacts) {
    super(facts.detail, facts.status);
  }

  body(instance: string): Record<string, unknown> {
    const { name, ...rest } = this.facts;
    return { type: `urn:aicc-bridge:problem:${name}`, ...rest, instance };
  }
}

export function notFound(what: string): ProblemException {
  return new ProblemException({
    status: 404,
    name: 'not-found',
    title: 'Not found',
    detail: `There is no ${what}. Check the id in the address.`,
  });
}

export function invalidRequest(errors: readonly ProblemError[]): ProblemException {
  const [first] = errors;
  return new ProblemException({
    status: 422,
    name: 'invalid-request',
    title: 'The request is not valid',
    detail: first ? `${first.pointer}: ${first.detail}` : 'The request is not valid.',
    errors,
  });
}
