/** `npm run dev`: the whole product, built and started anew whenever a source changes. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

const FOLDERS = ['libs', 'services', 'apps'];
const SETTLE_MS = 200;
let child = null;
let timer = null;

function start() {
  child = spawn(process.execPath, ['apps/standalone/dist/main.js'], { stdio: 'inherit' });
}

function build() {
  return new Promise((resolve) =>
    spawn(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' }).once('exit', (code) => resolve(code === 0)),
  );
}

async function restart() {
  if (!(await build())) return;
  if (child && child.exitCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  start();
}

for (const folder of FOLDERS) {
  watch(folder, { recursive: true }, (_event, file) => {
    if (!file || /(^|\/)(dist|node_modules)\//.test(file) || !/\.(ts|tsx|css|js)$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), SETTLE_MS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    if (!child || child.exitCode !== null) process.exit(0);
    child.once('exit', () => process.exit(0));
    child.kill('SIGTERM');
  });
await restart();
