import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Injectable } from '@nestjs/common';

/** Beside the services in both forms of the system; made by `scripts/build.mjs`. */
const SITE = new URL('../../../../apps/console/dist/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

export interface ConsoleFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** null = as it is */
  readonly encoding: string | null;
}

/** The console as Vite built it: one page, and files whose names change with their content. */
@Injectable()
export class ConsoleFiles {
  private readonly kept = new Map<string, Promise<Buffer | null>>();

  /** Null if the console was not built. Read each time: a new build must not need a restart to be seen. */
  async page(): Promise<Buffer | null> {
    return readFile(new URL('index.html', SITE)).catch(() => null);
  }

  /**
   * Null if there is no such file.
   *
   * @param acceptEncoding the header of the request
   */
  async asset(name: string, acceptEncoding: string): Promise<ConsoleFile | null> {
    const type = TYPES[extname(name)];
    if (type === undefined || !/^[\w-][\w.-]*$/.test(name)) return null;
    for (const encoding of ENCODINGS) {
      if (!takes(acceptEncoding, encoding.name)) continue;
      const bytes = await this.read(`${name}${encoding.ending}`);
      if (bytes) return { bytes, type, encoding: encoding.name };
    }
    const bytes = await this.read(name);
    return bytes && { bytes, type, encoding: null };
  }

  private read(name: string): Promise<Buffer | null> {
    const known = this.kept.get(name) ?? readFile(new URL(`assets/${name}`, SITE)).catch(() => null);
    // What is missing may come with the next build; names that nobody built must not fill the memory.
    this.kept.set(name, known);
    void known.then((bytes) => (bytes === null ? this.kept.delete(name) : undefined));
    return known;
  }
}

function takes(header: string, encoding: string): boolean {
  return header
    .toLowerCase()
    .split(',')
    .some((one) => {
      const [name, ...parameters] = one.trim().split(/\s*;\s*/);
      return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
}
