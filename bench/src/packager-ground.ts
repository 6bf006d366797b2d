import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { ZipArchive } from 'archiver';

/**
 * Ground lines for the packager: archiver alone making the same zips from memory, and Node sending the same file from disk.
 * Argument: a library download.
 */
const [, , file = ''] = process.argv;
const DATE = new Date('1980-01-01T00:00:00Z');

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': statSync(file).size, 'content-type': 'application/zip' });
  createReadStream(file).pipe(response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

interface StoredFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files of a zip of stored entries, in order. */
function storedFiles(zip: Buffer): readonly StoredFile[] {
  const files: StoredFile[] = [];
  for (let at = 0; at + 4 <= zip.length && zip.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength, extra] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const start = at + 30 + nameLength + extra;
    files.push({
      name: zip.toString('latin1', at + 30, at + 30 + nameLength),
      bytes: zip.subarray(start, start + size),
    });
    at = start + size;
  }
  return files;
}

/** @returns bytes made, and the time for them */
async function archiverLoop(): Promise<{ bytes: number; ms: number; cpuMs: number; courses: number }> {
  const courses = storedFiles(readFileSync(file)).filter(({ name }) => name.endsWith('.zip'));
  const sources = courses.map(({ name, bytes }) => ({ name, files: storedFiles(bytes) }));
  const started = performance.now();
  const cpu = process.cpuUsage();
  const outer = new ZipArchive({ store: true, forceUTC: true });
  let bytes = 0;
  outer.on('data', (chunk: Buffer) => (bytes += chunk.length));
  const ended = new Promise((resolve, reject) => outer.on('end', resolve).on('error', reject));
  for (const { name, files } of sources) {
    const inner = new ZipArchive({ store: true, forceUTC: true });
    for (const entry of files) inner.append(entry.bytes, { name: entry.name, date: DATE, mode: 0o644 });
    const chunks: Buffer[] = [];
    inner.on('data', (chunk: Buffer) => chunks.push(chunk));
    const made = new Promise((resolve, reject) => inner.on('end', resolve).on('error', reject));
    void inner.finalize();
    await made;
    const entered = new Promise((resolve) => outer.once('entry', resolve));
    outer.append(Buffer.concat(chunks), { name, date: DATE, mode: 0o644, store: true });
    await entered;
  }
  void outer.finalize();
  await ended;
  const { user, system } = process.cpuUsage(cpu);
  return { bytes, ms: performance.now() - started, cpuMs: (user + system) / 1_000, courses: courses.length };
}

process.on('message', ({ id, ask }: { id: number; ask: unknown }) => {
  if (ask === 'stop') {
    process.send?.({ id, value: null });
    server.close();
    process.disconnect();
    return;
  }
  archiverLoop().then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
const address = server.address();
process.send?.({ ready: { port: address !== null && typeof address === 'object' ? address.port : 0 } });
