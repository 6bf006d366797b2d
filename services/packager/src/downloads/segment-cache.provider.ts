import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Log, newId } from '@aicc-bridge/platform';
import { readSegment, type Segment, writeSegment } from './segment.js';

/** Where made packages are kept; a class, so that Nest can inject it. */
export class CacheSettings {
  constructor(
    /** null = below the system's folder for temporary files */
    readonly folder: string | null,
    /** 0 = nothing is kept on disk */
    readonly limitBytes: number,
  ) {}
}

/** Segments kept in memory after they were made: downloads that run at the same time share them. What is on disk is read anew. */
const IN_MEMORY = 16;

/**
 * Made segments by the hash of their content, on disk up to a limit, the least used first out. Everything in it can be made again:
 * losing it costs time only, and copies of the service may share a folder.
 */
@Injectable()
export class SegmentCache {
  private readonly making = new Map<string, Promise<Segment>>();
  private readonly recent = new Map<string, Segment>();
  private readonly kept = new Map<string, number>();
  private readonly touched = new Set<string>();
  private keptBytes = 0;
  private opened: Promise<string | null> | null = null;

  constructor(
    private readonly settings: CacheSettings,
    private readonly log: Log,
  ) {}

  /** The segment of that key; made once, however many ask at the same time. */
  async get(key: string, bytes: number, make: () => Promise<Segment>): Promise<Segment> {
    const recent = this.recent.get(key);
    if (recent) return recent;
    const running = this.making.get(key);
    if (running) return running;
    const made = this.readOrMake(key, bytes, async () => this.remember(key, await make()));
    this.making.set(key, made);
    try {
      return await made;
    } finally {
      this.making.delete(key);
    }
  }

  private remember(key: string, segment: Segment): Segment {
    this.recent.set(key, segment);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= IN_MEMORY) break;
      this.recent.delete(oldest);
    }
    return segment;
  }

  private async readOrMake(key: string, bytes: number, make: () => Promise<Segment>): Promise<Segment> {
    const folder = await (this.opened ??= this.open());
    if (folder === null) return make();
    const file = join(folder, key);
    const found = this.kept.has(key) ? await readFile(file).catch(() => null) : null;
    const read = found && readSegment(found, bytes);
    if (read) {
      this.touch(key, file);
      return read;
    }
    const segment = await make();
    await this.keep(folder, key, segment);
    return segment;
  }

  private async keep(folder: string, key: string, segment: Segment): Promise<void> {
    const parts = writeSegment(segment);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    const draft = join(folder, `${key}.${newId()}.part`);
    try {
      await writeFile(draft, parts);
      await rename(draft, join(folder, key));
    } catch (error) {
      // A full disk costs time, not packages.
      this.log.warn('package-cache.not-written', { error });
      await rm(draft, { force: true }).catch(() => undefined);
      return;
    }
    this.keptBytes += size - (this.kept.get(key) ?? 0);
    this.kept.delete(key);
    this.kept.set(key, size);
    await this.makeRoom(folder);
  }

  private async makeRoom(folder: string): Promise<void> {
    for (const [key, size] of this.kept) {
      if (this.keptBytes <= this.settings.limitBytes) return;
      this.kept.delete(key);
      this.touched.delete(key);
      this.keptBytes -= size;
      await rm(join(folder, key), { force: true }).catch(() => undefined);
    }
  }

  /** Map order is the order of use; the file's time tells the next process, once from each is enough. */
  private touch(key: string, file: string): void {
    const size = this.kept.get(key) ?? 0;
    this.kept.delete(key);
    this.kept.set(key, size);
    if (this.touched.has(key)) return;
    this.touched.add(key);
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }

  /** Opens the folder and learns what earlier processes left there, the least used first. */
  private async open(): Promise<string | null> {
    if (this.settings.limitBytes === 0) return null;
    const folder = this.settings.folder ?? join(tmpdir(), `aicc-bridge-packages-${ownerName()}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { uid } = await stat(folder);
      if (process.getuid !== undefined && uid !== process.getuid())
        throw new Error(`${folder} belongs to somebody else`);
      if (this.settings.folder === null) await chmod(folder, 0o700);
      const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
      const files = await Promise.all(names.map(async (name) => ({ name, facts: await stat(join(folder, name)) })));
      for (const { name, facts } of files.sort((a, b) => a.facts.mtimeMs - b.facts.mtimeMs)) {
        this.kept.set(name, facts.size);
        this.keptBytes += facts.size;
      }
      return folder;
    } catch (error) {
      this.log.warn('package-cache.off', { folder, error });
      return null;
    }
  }
}

function ownerName(): string {
  return createHash('sha256').update(userInfo().username).digest('hex').slice(0, 12);
}
