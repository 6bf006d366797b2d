/**
 * `npm run check`: types, lint, who imports whom, format. ESLint takes as long as all the others: it runs beside them.
 * Each says what it found once it has ended, so that nobody's lines are mixed.
 */
import { spawn } from 'node:child_process';

/** Runs one of the package's scripts; whether it found nothing. */
function run(script) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('exit', (code) => {
      process.stdout.write(Buffer.concat(said));
      if (code !== 0) console.error(`npm run ${script}: failed`);
      resolve(code === 0);
    });
  });
}

async function oneByOne(scripts) {
  let good = true;
  for (const script of scripts) good = (await run(script)) && good;
  return good;
}

const good = await Promise.all([oneByOne(['typecheck', 'imports', 'format:check']), run('lint')]);
process.exit(good.every(Boolean) ? 0 : 1);
