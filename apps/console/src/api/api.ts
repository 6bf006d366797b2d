import { z } from 'zod';
import { readEventStream, type StreamEvent } from './event-stream.js';
import { Problem, problemOf, unanswered } from './problem.js';

const AccessToken = z.object({ accessToken: z.string(), expiresInSeconds: z.number() });
const Claims = z.object({ sub: z.string() });
const ErrorStatus = { over: 401 } as const;

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** name or id; null for the publisher's own people */
  readonly organisation: string | null;
  readonly code: string | null;
}

type Value = string | number | boolean | null | undefined;

export interface Asking {
  readonly query?: Readonly<Record<string, Value>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** for whole requests, answer included */
  readonly timeoutMillis?: number;
}

interface Surroundings {
  readonly fetch: typeof fetch;
  now(): number;
}

/** An access token is renewed when it has less than this to live. */
const MARGIN_MILLIS = 60_000;
const TIMEOUT_MILLIS = 20_000;

/**
 * The public API over fetch. The access token lives in memory only; the session behind it is a cookie that no script reads.
 * A request that meets a session that is over waits for the next sign-in instead of failing, so that a page loses nothing.
 */
export class Api {
  private token: { readonly value: string; readonly person: string; readonly endsAt: number } | null = null;
  private renewal: Promise<boolean> | null = null;
  private waiting: { readonly promise: Promise<void>; readonly done: () => void } | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly around: Surroundings) {}

  /** Requests wait because the session is over. */
  get isWaitingForSignIn(): boolean {
    return this.waiting !== null;
  }

  /** Calls back when requests begin or end to wait for a sign-in. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** @throws Problem of the sign-in, e.g. kind `code-needed` */
  async signIn(credentials: Credentials): Promise<void> {
    this.take(await this.open('POST', '/auth/token', AccessToken, { body: credentials }));
    this.waiting?.done();
    this.waiting = null;
    this.tell();
  }

  async signOut(): Promise<void> {
    this.token = null;
    await this.open('POST', '/auth/sign-out', null, {});
  }

  /** Asks for a token by the session's cookie; false if there is no session. Parallel calls are one request. */
  renew(): Promise<boolean> {
    this.renewal ??= this.refresh().finally(() => (this.renewal = null));
    return this.renewal;
  }

  /** A request without a token: sign-in and its like. */
  async open<T>(method: string, path: string, schema: z.ZodType<T> | null, asking: Asking): Promise<T> {
    return read(await this.fetch(method, path, asking, null), schema);
  }

  get<T>(path: string, schema: z.ZodType<T>, asking: Asking = {}): Promise<T> {
    return this.send('GET', path, schema, asking);
  }

  /** @param schema null if the answer has no body */
  async send<T>(method: string, path: string, schema: z.ZodType<T>, asking?: Asking): Promise<T>;
  async send(method: string, path: string, schema: null, asking?: Asking): Promise<void>;
  async send<T>(method: string, path: string, schema: z.ZodType<T> | null, asking: Asking = {}): Promise<T | void> {
    return read(await this.authorised(method, path, asking), schema);
  }

  /** A file, kept in memory: support bundles and the like. Big archives are downloaded by the browser itself. */
  async file(path: string, asking: Asking = {}): Promise<Blob> {
    return (await this.authorised('GET', path, asking)).blob();
  }

  /** Reads server-sent events until the signal ends them, or the connection ends. */
  async events(
    path: string,
    onEvent: (event: StreamEvent) => void,
    asking: Asking & { readonly signal: AbortSignal; readonly method?: 'GET' | 'POST' },
  ): Promise<void> {
    const response = await this.authorised(asking.method ?? 'GET', path, { ...asking, timeoutMillis: 0 });
    if (response.body) await readEventStream(response.body, onEvent);
  }

  private async authorised(method: string, path: string, asking: Asking): Promise<Response> {
    for (let again = 0; ; again++) {
      await this.freshToken();
      try {
        return await this.fetch(method, path, asking, this.token?.value ?? null);
      } catch (error) {
        // Once: the token may have been revoked while it was good. A second refusal is the answer.
        if (!(error instanceof Problem) || error.body.status !== ErrorStatus.over || again > 0) throw error;
        this.token = null;
      }
    }
  }

  private async freshToken(): Promise<void> {
    while (this.token === null || this.token.endsAt - this.around.now() < MARGIN_MILLIS) {
      if (await this.renew()) return;
      await this.nextSignIn();
    }
  }

  private nextSignIn(): Promise<void> {
    if (this.waiting === null) {
      let done = (): void => undefined;
      const promise = new Promise<void>((resolve) => (done = resolve));
      this.waiting = { promise, done: () => done() };
      this.tell();
    }
    return this.waiting.promise;
  }

  private async refresh(): Promise<boolean> {
    try {
      this.take(await this.open('POST', '/auth/refresh', AccessToken, {}));
      return true;
    } catch (error) {
      if (error instanceof Problem && error.body.status === ErrorStatus.over) return false;
      throw error;
    }
  }

  private take({ accessToken, expiresInSeconds }: z.infer<typeof AccessToken>): void {
    const person = personOf(accessToken);
    // Somebody else signed in in another tab: what this page shows is not theirs.
    if (this.token !== null && this.token.person !== person) location.reload();
    this.token = { value: accessToken, person, endsAt: this.around.now() + expiresInSeconds * 1_000 };
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private async fetch(method: string, path: string, asking: Asking, token: string | null): Promise<Response> {
    const timeout = asking.timeoutMillis ?? TIMEOUT_MILLIS;
    const signals = [asking.signal, timeout > 0 ? AbortSignal.timeout(timeout) : undefined].filter(
      (one) => one !== undefined,
    );
    let response: Response;
    try {
      response = await this.around.fetch(addressOf(path, asking.query), {
        method,
        headers: {
          accept: 'application/json, */*;q=0.5',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(asking.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(asking.body === undefined ? {} : { body: JSON.stringify(asking.body) }),
        signal: AbortSignal.any(signals),
        cache: 'no-store',
      });
    } catch (error) {
      if (asking.signal?.aborted) throw error;
      const slow = error instanceof DOMException && error.name === 'TimeoutError';
      throw unanswered(slow ? 'too-slow' : 'no-network', error instanceof Error ? error.message : '');
    }
    if (!response.ok) throw problemOf(response.status, await response.text());
    return response;
  }
}

function addressOf(path: string, query: Asking['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

async function read<T>(response: Response, schema: z.ZodType<T> | null): Promise<T> {
  // The overloads of `send` give null for void only.
  if (schema === null) return undefined as T;
  const text = await response.text();
  const parsed = schema.safeParse(text === '' ? null : JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw unanswered('not-understood', `${new URL(response.url).pathname}: ${z.prettifyError(parsed.error)}`);
}

function personOf(token: string): string {
  const payload = token.split('.')[1] ?? '';
  return Claims.parse(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))).sub;
}

/** The one API of the page. */
export const api = new Api({ fetch: (input, init) => fetch(input, init), now: () => Date.now() });
