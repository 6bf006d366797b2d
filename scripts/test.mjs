/**
 * `npm test`: builds what is stale, then runs unit tests and the tests on real parts. Ends with `N passed, N failed` from Jest's own counts.
 * The tests of the whole wait a lot, for leases, brokers and browsers: one more worker does the others beside them.
 * Extra arguments go to Jest, e.g. `npm test -- --testPathPatterns delivery`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-results-'));
let passed = 0;
let failed = 0;
let broken = false;

/** Runs one of Jest's projects and counts. */
async function test(project, workers) {
  const outputFile = join(folder, `${project}.json`);
  const args = [
    '--experimental-vm-modules',
    // Each test file loads its modules anew; with a small nursery a tenth of the time goes into collecting them.
    '--max-semi-space-size=64',
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    project,
    `--maxWorkers=${workers}`,
    '--json',
    `--outputFile=${outputFile}`,
    '--passWithNoTests',
    '--forceExit=false',
    ...process.argv.slice(2),
  ];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  const status = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  try {
    const results = JSON.parse(readFileSync(outputFile, 'utf8'));
    passed += results.numPassedTests;
    // A file that does not load has no tests to count, and has failed all the same.
    failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
    broken ||= status !== 0 && results.numFailedTests + results.numRuntimeErrorTestSuites === 0;
  } catch {
    broken = true;
  }
}

await Promise.all([test('whole', 2), test('unit', 1).then(() => test('parts', 1))]);
rmSync(folder, { recursive: true, force: true });
if (broken) console.error('Jest itself failed: see above.');
console.log(`\n${passed} passed, ${failed + (broken ? 1 : 0)} failed`);
process.exit(failed > 0 || broken || passed === 0 ? 1 : 0);
