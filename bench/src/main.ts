import { type Bench, type Measurement, round2 } from './bench.js';

/** Name → its file. A bench is a file that exports `run` (bench.ts). */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  library: () => import('./packager-library.js'),
  delta: () => import('./packager-delta.js'),
  import: () => import('./packager-import.js'),
  search: () => import('./packager-search.js'),
  pages: () => import('./packager-pages.js'),
  delivery: () => import('./delivery/delivery.js'),
  isolation: () => import('./delivery/isolation.js'),
  latency: () => import('./delivery/latency.js'),
  intake: () => import('./delivery/intake.js'),
  backlog: () => import('./delivery/backlog.js'),
  recovery: () => import('./delivery/recovery.js'),
  growth: () => import('./delivery/growth.js'),
  memory: () => import('./delivery/memory.js'),
  reports: () => import('./delivery/reports.js'),
  launch: () => import('./launch.js'),
};

/** Names that stand for several benches. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  packager: ['library', 'delta', 'import', 'search', 'pages'],
  reporter: ['delivery', 'isolation', 'latency', 'intake', 'backlog', 'recovery', 'growth', 'memory', 'reports'],
};

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const has = (flag: string): boolean => process.argv.includes(flag);
const wanted = names.flatMap((name) => GROUPS[name] ?? [name]);
const unknown = wanted.filter((name) => !(name in BENCHES));

if (wanted.length === 0 || unknown.length > 0) {
  const known = [...Object.keys(GROUPS), ...Object.keys(BENCHES)].join(', ');
  process.stderr.write(
    `${unknown.length > 0 ? `There is no bench "${unknown.join('", "')}". ` : ''}npm run -s bench -- <name> [--quick] [--json]\nNames: ${known}\n`,
  );
  process.exit(2);
}

const measured: Measurement[] = [];
for (const name of wanted) {
  const load = BENCHES[name];
  if (load === undefined) continue;
  const { run } = await load();
  const lines = await run({ quick: has('--quick'), say: (line) => process.stderr.write(`${line}\n`) });
  measured.push(...lines);
  for (const line of lines) process.stdout.write(`${has('--json') ? JSON.stringify(line) : readable(line)}\n`);
}
process.exit(measured.some(({ goal }) => goal?.met === false) && !has('--quick') ? 1 : 0);

function readable({ name, ours, ground, ratio, unit, rssMB, goal, details }: Measurement): string {
  const parts = [
    `${name.padEnd(28)} ${round(ours)} ${unit}`,
    ground === null ? null : `ground ${round(ground)}`,
    ratio === null ? null : `ratio ${ratio.toFixed(2)}`,
    rssMB === null ? null : `${Math.round(rssMB)} MB`,
    goal === null ? null : `goal ${goal.text}: ${goal.met ? 'met' : 'MISSED'}`,
    details === undefined ? null : JSON.stringify(details),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : round2(value);
}
