import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { makeSegment, type MadeSegment, type SegmentJob } from './make-segment.js';
import type { SegmentFacts } from './segment.js';

type FromThread =
  | { readonly id: number; readonly body: Uint8Array; readonly facts: SegmentFacts }
  | { readonly id: number; readonly error: string };
interface Waiting {
  readonly resolve: (made: MadeSegment) => void;
  readonly reject: (error: Error) => void;
}

const THREAD = new URL('./segment-thread.js', import.meta.url);
/** One core is left for searches, downloads and the database. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));
/** Measured: with nurseries of 5 MB instead of 16 MB (a third of this) a package costs a quarter more. */
const LIMITS = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 128 };
/** Courses that are made at once where they are: a thread would take longer to start. The delta of a month is such. */
const FEW = 60;
/** Threads with nothing to do give their memory back. */
const IDLE_MS = 60_000;
/** Run from its sources (tests), the code has no file that a thread could load: it makes them itself then. */
const INLINE = import.meta.url.endsWith('.ts');

/**
 * Threads that make packages: 20,000 of them are seconds of pure computing, during which searches and launches must be answered.
 * They start when they are needed.
 */
@Injectable()
export class SegmentMakers implements OnApplicationShutdown {
  private readonly threads: Thread[] = [];
  private idle: NodeJS.Timeout | null = null;

  async make(job: SegmentJob): Promise<MadeSegment> {
    if (INLINE || job.states.length <= FEW) return makeSegment(job);
    const thread = this.leastBusy();
    try {
      return await thread.make(job);
    } finally {
      if (this.idle) clearTimeout(this.idle);
      this.idle = setTimeout(() => void this.endIdle(), IDLE_MS).unref();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.idle) clearTimeout(this.idle);
    await Promise.all(this.threads.splice(0).map((thread) => thread.end()));
  }

  private leastBusy(): Thread {
    const alive = this.threads.filter((thread) => thread.alive);
    this.threads.splice(0, this.threads.length, ...alive);
    const [least] = [...alive].sort((a, b) => a.jobs - b.jobs);
    if (least && (least.jobs === 0 || alive.length >= THREADS)) return least;
    const thread = new Thread();
    this.threads.push(thread);
    return thread;
  }

  private async endIdle(): Promise<void> {
    const idle = this.threads.filter(({ jobs }) => jobs === 0);
    this.threads.splice(0, this.threads.length, ...this.threads.filter(({ jobs }) => jobs > 0));
    await Promise.all(idle.map((thread) => thread.end()));
  }
}

class Thread {
  alive = true;
  private next = 0;
  private readonly worker = new Worker(THREAD, { resourceLimits: LIMITS, execArgv: [] });
  private readonly waiting = new Map<number, Waiting>();

  constructor() {
    this.worker.unref();
    this.worker.on('message', (message: FromThread) => {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if ('error' in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve({ body: message.body, facts: message.facts });
    });
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', () => this.fail(new Error('the thread that makes packages has ended')));
  }

  get jobs(): number {
    return this.waiting.size;
  }

  make(job: SegmentJob): Promise<MadeSegment> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, job });
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.alive = false;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
