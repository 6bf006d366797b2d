import type { BusMessage } from '../bus-message.js';
import { isLockTimeout, isOurFault } from '../is-our-fault.js';

export interface JointLimits {
  /** calls of the handler at once */
  readonly parallel: number;
  /** messages of one call, unless a part alone has more */
  readonly messages: number;
}

interface Part {
  readonly topic: string;
  readonly messages: readonly BusMessage[];
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Hands what several partitions have of one topic to the handler in one call: a transaction for a few messages costs as much as one for
 * hundreds. Each part has its own end: if the joint call fails, each is handled alone, so that a bad message harms its own partition only.
 */
export class JointHandling {
  private waiting: Part[] = [];
  private running = 0;

  constructor(
    private readonly dispatch: (topic: string, messages: readonly BusMessage[]) => Promise<void>,
    private readonly limits: JointLimits,
  ) {}

  /** Resolves when the handler has taken these messages; rejects with its error. */
  handle(topic: string, messages: readonly BusMessage[]): Promise<void> {
    return new Promise((done, fail) => {
      this.waiting.push({ topic, messages, done, fail });
      // One turn of the loop later: the partitions of one fetch are handed over one after the other.
      setImmediate(() => void this.next());
    });
  }

  private async next(): Promise<void> {
    if (this.running >= this.limits.parallel) return;
    const parts = this.takeParts();
    if (parts.length === 0) return;
    this.running += 1;
    await this.together(parts);
    this.running -= 1;
    void this.next();
  }

  /** The first that waits, and those of its topic that fit in beside it. */
  private takeParts(): readonly Part[] {
    const [first] = this.waiting;
    let room = this.limits.messages;
    const taken = this.waiting.filter((part) => {
      const fits = part === first || (part.topic === first?.topic && part.messages.length <= room);
      if (fits) room -= part.messages.length;
      return fits;
    });
    this.waiting = this.waiting.filter((part) => !taken.includes(part));
    return taken;
  }

  private async together(parts: readonly Part[]): Promise<void> {
    const [first] = parts;
    if (first === undefined) return;
    try {
      await this.dispatch(
        first.topic,
        parts.flatMap(({ messages }) => messages),
      );
      for (const { done } of parts) done();
    } catch (error) {
      // A lock is held on some key's rows: only its own partition has to wait for it (F39).
      const allFail = isOurFault(error) && !isLockTimeout(error);
      if (parts.length === 1 || allFail) for (const { fail } of parts) fail(error);
      else for (const part of parts) await this.together([part]);
    }
  }
}
