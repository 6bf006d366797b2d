/**
 * `npm run faults`: runs every test that carries a fault's number (F1–F88) and writes docs/guarantees.md from what happened: what was
 * done, what was promised, whether it held, how long it took, with date and machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const FAULT = /^(?:.* )?(F\d+(?:, F\d+)*): (.*)$/;
const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-faults-'));
const outputFile = join(folder, 'faults.json');
const run = (args) =>
  spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } });

if (run(['scripts/build.mjs']).status !== 0) process.exit(1);
run([
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--testNamePattern',
  '\\bF\\d+',
  '--json',
  `--outputFile=${outputFile}`,
]);
const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
rmSync(folder, { recursive: true, force: true });

const rows = testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status === 'passed' || status === 'failed')
  .map(({ fullName, title, status, duration }) => ({
    match: FAULT.exec(title) ?? FAULT.exec(fullName),
    status,
    duration,
  }))
  .filter(({ match }) => match !== null)
  .map(({ match: [, faults, promise], status, duration }) => ({ faults, promise, status, duration }))
  .sort((a, b) => number(a.faults) - number(b.faults) || a.promise.localeCompare(b.promise));

function number(faults) {
  return Number(/\d+/.exec(faults)[0]);
}

const covered = new Set(rows.flatMap(({ faults }) => faults.split(', ')));
const missing = Array.from({ length: 88 }, (_, n) => `F${n + 1}`).filter((fault) => !covered.has(fault));
const failed = rows.filter(({ status }) => status === 'failed');
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
writeFileSync(
  'docs/guarantees.md',
  [
    '# Guarantees',
    '',
    'What was done to the system, and what held. Written by `npm run faults` from the tests that carry the number; durations are scaled',
    'down in tests (leases of seconds, waits of milliseconds), the code is the same. After each fault of processes and answers the',
    'invariants are checked from three ledgers: nothing lost, no false "confirmed", one message at a time per session, never backwards,',
    'time counted once.',
    '',
    `Run on ${new Date().toISOString().slice(0, 10)}, ${machine}: ${rows.length - failed.length} held, ${failed.length} did not.`,
    '',
    '| fault | what was done and what was promised | held | took |',
    '|---|---|---|---|',
    ...rows.map(
      ({ faults, promise, status, duration }) =>
        `| ${faults} | ${promise.replaceAll('|', '\\|')} | ${status === 'passed' ? 'yes' : '**no**'} | ${((duration ?? 0) / 1_000).toFixed(1)} s |`,
    ),
    '',
    `Not tested yet: ${missing.join(', ') || 'none'}.`,
    '',
  ].join('\n'),
);
console.log(`${rows.length} faults in docs/guarantees.md, ${failed.length} did not hold`);
process.exit(failed.length > 0 ? 1 : 0);
