import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type FromChild =
  { readonly ready: unknown } | { readonly id: number; readonly value?: unknown; readonly error?: string };

/** Another process of a bench, from a file beside this one: it says `{ready}` once, then answers `{id, ask}` with `{id, value}`. */
export class Child<T> {
  private next = 0;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  private constructor(
    private readonly process: ChildProcess,
    readonly ready: T,
  ) {
    process.on('message', (message: FromChild) => {
      if (!('id' in message)) return;
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.error));
    });
    process.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the process of the bench has ended'));
    });
  }

  /** @param file e.g. `./packager-service.js` */
  static async start<T>(file: string, args: readonly string[] = []): Promise<Child<T>> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ready = await new Promise<T>((resolve, reject) => {
      child.once('message', (message: FromChild) => 'ready' in message && resolve(message.ready as T));
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
    });
    return new Child(child, ready);
  }

  async ask<A = unknown>(ask: unknown): Promise<A> {
    const id = this.next++;
    return new Promise<A>((resolve, reject) => {
      this.waiting.set(id, { resolve: (value) => resolve(value as A), reject });
      this.process.send({ id, ask });
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.ask('stop').catch(() => undefined);
    await ended;
  }
}
