import { z } from 'zod';

/** What an API says of a request that it did not do (RFC 9457), or what we know of one that got no such answer. */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().default(''),
  ruleId: z.string().optional(),
  instance: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

/** Why there is no answer of the API itself. */
export type Cause = 'answered' | 'no-network' | 'too-slow' | 'not-understood';

/** A request that failed, with everything that a page can say about it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    override readonly cause: Cause,
    readonly body: ProblemBody,
  ) {
    super(body.title);
  }

  /** The stable name, e.g. `code-needed`; empty for what is not ours. */
  get kind(): string {
    return /^urn:aicc-bridge:problem:(.+)$/.exec(this.body.type)?.[1] ?? '';
  }

  /** What support needs to find the request in the logs. */
  get code(): string {
    return this.body.instance?.replace(/^urn:aicc-bridge:request:/, '') ?? this.cause;
  }

  /** The detail for one field of a form, by the name of the field. */
  of(field: string): string | null {
    const found = this.body.errors.find(({ pointer }) => pointer.replace(/^#?\/?/, '').split('/')[0] === field);
    return found?.detail ?? null;
  }
}

/** Reads the body of an answer that is no success. Never throws. */
export function problemOf(status: number, text: string): Problem {
  const parsed = ProblemBody.safeParse(json(text));
  if (parsed.success) return new Problem('answered', parsed.data);
  return new Problem('answered', { type: 'about:blank', title: `HTTP ${status}`, status, detail: '', errors: [] });
}

/** A request that got no answer at all. */
export function unanswered(cause: Exclude<Cause, 'answered'>, detail: string): Problem {
  return new Problem(cause, { type: 'about:blank', title: cause, status: 0, detail, errors: [] });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return unanswered('not-understood', error instanceof Error ? error.message : String(error));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
