import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=…" profiles every process of a bench. */
export function nodeFlags(): readonly string[] {
  return (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
}

/** A process of its own that answers each message with one. */
export class Child {
  private constructor(private readonly process: ChildProcess) {}

  static start(file: string, environment: Readonly<Record<string, string>> = {}): Child {
    return new Child(
      fork(join(import.meta.dirname, file), {
        env: { ...process.env, NODE_ENV: 'production', ...environment },
        execArgv: [...nodeFlags()],
      }),
    );
  }

  next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the process ended with ${code}`));
      this.process.once('exit', ended);
      this.process.once('message', (message) => {
        this.process.off('exit', ended);
        resolve(message);
      });
    });
  }

  ask(order: object): Promise<unknown> {
    const answer = this.next();
    this.process.send(order);
    return answer;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.disconnect();
    await gone;
  }
}
