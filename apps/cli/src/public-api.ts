import { z } from 'zod';

/** The bridge said no; the message is what it said. */
export class Refused extends Error {}

const Problem = z.object({ title: z.string(), detail: z.string().optional(), ruleId: z.string().optional() });

/** The bridge's public API, as the holder of an API key or access token. */
export class PublicApi {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws Refused for every answer that is neither success nor named in `also` */
  async call(
    path: string,
    init: RequestInit & { readonly duplex?: 'half' } = {},
    also: readonly number[] = [],
  ): Promise<Response> {
    if (this.token === '')
      throw new Refused('Set AICC_BRIDGE_API_KEY to an API key of the bridge (or an access token).');
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.token}`);
    const answer = await fetch(`${this.url.replace(/\/$/, '')}${path}`, { ...init, headers });
    if (answer.ok || also.includes(answer.status)) return answer;
    throw new Refused(await problemOf(answer));
  }
}

async function problemOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const { title, detail, ruleId } = Problem.parse(JSON.parse(text));
    return `${answer.status} ${title}: ${detail ?? ''}${ruleId === undefined ? '' : ` (${ruleId})`}`;
  } catch {
    return `${answer.status} ${text.slice(0, 200)}`;
  }
}

/** Lines of an answer in NDJSON, as they come. */
export async function* answerLines(answer: Response): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of answer.body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') yield JSON.parse(part);
  }
  if (rest.trim() !== '') yield JSON.parse(rest);
}
