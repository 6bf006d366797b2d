import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions, Measurement } from './bench.js';
import { Child } from './child.js';
import { type Counted, countUrl, median, PackagerClient, quantile } from './packager-client.js';

const DOWNLOADS_AT_ONCE = 10;
const TYPING_PER_SECOND = 50;
const RSS_LIMIT_MB = 64;

/** 20,000 courses as one file: nothing made yet, everything made, ten at once while somebody searches. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const courses = quick ? 1_000 : 20_000;
  const rounds = quick ? 1 : 3;
  const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-bench-file-'));
  const file = join(folder, 'library.zip');
  const packager = await PackagerClient.start();
  try {
    say(`importing ${courses} courses`);
    await packager.import(0, courses);
    await packager.settle();
    await packager.count('/api/courses/-/suggest?q=warm');
    // The code is compiled before it is measured; the address is another one afterwards, so nothing that was made fits.
    await packager.count(packager.library, file);
    const ground = await Child.start<{ port: number }>('./packager-ground.js', [file]);
    const cold: Counted[] = [];
    const warm: Counted[] = [];
    const statics: Counted[] = [];
    const loops: { ms: number; bytes: number; cpuMs: number }[] = [];
    const coldCpuMs: number[] = [];
    const rssBefore = await packager.rssMB();
    let peak = rssBefore;
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1}`);
      await packager.rotate();
      loops.push(await ground.ask('archiver'));
      const cpuBefore = await packager.cpuMs();
      const { result, peakMB } = await packager.peakRssMB(packager.count(packager.library));
      cold.push(result);
      coldCpuMs.push((await packager.cpuMs()) - cpuBefore);
      peak = Math.max(peak, peakMB);
      for (let again = 0; again < 3; again += 1) {
        statics.push(await countUrl(`http://127.0.0.1:${ground.ready.port}/`, ''));
        warm.push(await packager.count(packager.library));
      }
    }
    await ground.stop();

    say(`${DOWNLOADS_AT_ONCE} downloads at once, nothing made`);
    await packager.rotate();
    const { result: busy, peakMB: busyPeak } = await packager.peakRssMB(typingWhileDownloading(packager));
    const rate = (counted: readonly { ms: number; bytes: number }[]): number =>
      median(counted.map(({ bytes, ms }) => bytes / 1_048_576 / (ms / 1_000)));
    const seen = (counted: readonly Counted[]): number =>
      rate(counted.map(({ bytes, totalMs }) => ({ bytes, ms: totalMs })));
    const first = (counted: readonly Counted[]): number => median(counted.map(({ firstByteMs }) => firstByteMs));
    const grown = peak - rssBefore;
    return [
      {
        ...line('library cold', seen(cold), rate(loops), 'MB/s', 0.8, grown),
        // On a machine that is busy with other things the clock says little; processor time says what the work costs.
        details: {
          cpuMs: Math.round(median(coldCpuMs)),
          groundCpuMs: Math.round(median(loops.map(({ cpuMs }) => cpuMs))),
        },
      },
      line('library warm', seen(warm), seen(statics), 'MB/s', 0.5, grown),
      within('library cold first byte', first(cold), 300),
      within('library warm first byte', first(warm), 50),
      { ...within('library rss growth', grown, RSS_LIMIT_MB), unit: 'MB', rssMB: peak },
      {
        ...within('library typing p99', quantile(busy.typing, 0.99), 100),
        rssMB: busyPeak,
        details: {
          p50: Math.round(quantile(busy.typing, 0.5)),
          asked: busy.typing.length,
          downloads: DOWNLOADS_AT_ONCE,
          seconds: Math.round(busy.ms / 1_000),
        },
      },
    ];
  } finally {
    await packager.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function typingWhileDownloading(packager: PackagerClient): Promise<{ typing: readonly number[]; ms: number }> {
  const started = performance.now();
  const downloads = Promise.all(Array.from({ length: DOWNLOADS_AT_ONCE }, () => packager.count(packager.library)));
  const typing = await packager.type(TYPING_PER_SECOND, 600, downloads);
  await downloads;
  return { typing, ms: performance.now() - started };
}

function line(name: string, ours: number, ground: number, unit: string, least: number, rssMB: number): Measurement {
  const ratio = ours / ground;
  return { name, ours, ground, ratio, unit, rssMB, goal: { text: `≥ ${least} of ground`, met: ratio >= least } };
}

function within(name: string, ours: number, most: number): Measurement {
  return {
    name,
    ours,
    ground: null,
    ratio: null,
    unit: 'ms',
    rssMB: null,
    goal: { text: `≤ ${most}`, met: ours <= most },
  };
}
