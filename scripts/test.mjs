/**
 * `npm test`: builds what is stale, then unit tests, then the tests on real parts. Ends with `N passed, N failed` from Jest's own counts.
 * Extra arguments go to Jest, e.g. `npm test -- --testPathPatterns delivery`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function run(args, env = {}) {
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

if (run(['scripts/build.mjs']) !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-results-'));
let passed = 0;
let failed = 0;
let broken = false;
for (const project of ['unit', 'parts']) {
  const outputFile = join(folder, `${project}.json`);
  const status = run(
    [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${outputFile}`,
      '--passWithNoTests',
      '--forceExit=false',
      ...process.argv.slice(2),
    ],
    { NODE_NO_WARNINGS: '1' },
  );
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
rmSync(folder, { recursive: true, force: true });
if (broken) console.error('Jest itself failed: see above.');
console.log(`\n${passed} passed, ${failed + (broken ? 1 : 0)} failed`);
process.exit(failed > 0 || broken || passed === 0 ? 1 : 0);
