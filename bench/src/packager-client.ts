import { createWriteStream } from 'node:fs';
import { Agent, get } from 'node:http';
import { Child } from './child.js';
import { sampleNdjson, sampleTyping } from './sample-catalogue.js';

interface Ready {
  readonly port: number;
  readonly tenant: string;
  readonly tokens: { readonly writer: string; readonly admin: string };
}

export interface Counted {
  readonly status: number;
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** The packager in its own process, and what the benches ask of it. */
export class PackagerClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(private readonly service: Child<Ready>) {}

  static async start(): Promise<PackagerClient> {
    return new PackagerClient(await Child.start<Ready>('./packager-service.js'));
  }

  get library(): string {
    return `/api/packages/tenants/${this.service.ready.tenant}/library`;
  }

  /** Reads an answer to its end and counts it; keeps it only if a file is named. */
  async count(path: string, file?: string): Promise<Counted> {
    return countUrl(
      `http://127.0.0.1:${this.service.ready.port}${path}`,
      this.service.ready.tokens.admin,
      this.agent,
      file,
    );
  }

  /** Imports sample courses; one request per 20,000. */
  async import(from: number, count: number, round = 0): Promise<{ ms: number; counts: Record<string, number> }> {
    const started = performance.now();
    const sum: Record<string, number> = {};
    for (let at = from; at < from + count; at += 20_000) {
      const body = sampleNdjson(at, Math.min(20_000, from + count - at), round);
      const answer = await fetch(`http://127.0.0.1:${this.service.ready.port}/api/courses/import`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.service.ready.tokens.writer}`,
          'content-type': 'application/x-ndjson',
        },
        body,
      });
      if (!answer.ok) throw new Error(`import: ${answer.status} ${await answer.text()}`);
      for (const [name, value] of Object.entries((await answer.json()) as Record<string, unknown>))
        if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value;
    }
    return { ms: performance.now() - started, counts: sum };
  }

  /** Types at a steady pace, whatever the answers do (no coordinated omission); milliseconds of each answer, sorted. */
  async type(perSecond: number, seconds: number, until?: Promise<unknown>): Promise<readonly number[]> {
    const took: number[] = [];
    const waiting: Promise<void>[] = [];
    let ended = false;
    void until?.finally(() => (ended = true));
    const started = performance.now();
    for (let at = 0; at < perSecond * seconds && !ended; at += 1) {
      const due = started + (at * 1_000) / perSecond;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      waiting.push(
        this.count(`/api/courses/-/suggest?q=${encodeURIComponent(sampleTyping(at))}`).then(({ status }) => {
          if (status !== 200) throw new Error(`suggest answered ${status}`);
          took.push(performance.now() - due);
        }),
      );
    }
    await Promise.all(waiting);
    return took.sort((a, b) => a - b);
  }

  rotate(): Promise<unknown> {
    return this.service.ask('rotate');
  }

  settle(): Promise<unknown> {
    return this.service.ask('settle');
  }

  async rssMB(): Promise<number> {
    return (await this.service.ask<number>('rss')) / 1_048_576;
  }

  /** Processor time of the service's process so far, all its threads. */
  cpuMs(): Promise<number> {
    return this.service.ask<number>('cpu');
  }

  async events(): Promise<string> {
    return JSON.stringify(await this.service.ask('events'));
  }

  /** Highest resident memory while something runs. */
  async peakRssMB<T>(work: Promise<T>): Promise<{ result: T; peakMB: number }> {
    let peak = await this.rssMB();
    let running = true;
    const watching = (async () => {
      while (running) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        peak = Math.max(peak, await this.rssMB());
      }
    })();
    try {
      return { result: await work, peakMB: peak };
    } finally {
      running = false;
      await watching;
    }
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.service.stop();
  }
}

export function countUrl(url: string, token: string, agent?: Agent, file?: string): Promise<Counted> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let bytes = 0;
      let firstByteMs = Infinity;
      const out = file === undefined ? null : createWriteStream(file);
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) firstByteMs = performance.now() - started;
        bytes += chunk.length;
        out?.write(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        const counted = { status: response.statusCode ?? 0, bytes, firstByteMs, totalMs: performance.now() - started };
        if (out === null) resolve(counted);
        else out.end(() => resolve(counted));
      });
    }).on('error', reject);
  });
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** @param sorted ascending */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
