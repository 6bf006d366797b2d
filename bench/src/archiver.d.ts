/** archiver 8 ships no types; the part that we use. */
declare module 'archiver' {
  import type { Readable, Transform } from 'node:stream';
  export class ZipArchive extends (class {} as new () => Transform) {
    constructor(options?: {
      readonly zlib?: { readonly level?: number };
      readonly store?: boolean;
      readonly forceUTC?: boolean;
    });
    append(
      source: Buffer | Readable | string,
      data: { readonly name: string; readonly date: Date; readonly mode: number; readonly store?: boolean },
    ): this;
    finalize(): Promise<void>;
    abort(): this;
  }
}
