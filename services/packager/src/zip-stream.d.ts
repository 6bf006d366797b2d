/** zip-stream ships no types; the part that we use. */
declare module 'zip-stream' {
  import type { Transform } from 'node:stream';
  export default class ZipStream extends (class {} as new () => Transform) {
    constructor(options?: { readonly store?: boolean; readonly forceUTC?: boolean });
    entry(
      source: Buffer,
      data: { readonly name: string; readonly date: Date; readonly mode: number; readonly store: boolean },
      done: (error: Error | null) => void,
    ): this;
    finish(): void;
  }
}
