import { parseArgs } from 'node:util';
import { type JourneyResult, runJourney } from './journey.js';

const { values } = parseArgs({
  options: {
    bridge: { type: 'string', default: 'http://127.0.0.1:8080' },
    lms: { type: 'string', default: 'http://localhost:8090' },
    organisation: { type: 'string', default: 'Northwind Academy' },
    admin: { type: 'string', default: 'northwind-admin' },
    learner: { type: 'string', default: 'ada' },
    password: { type: 'string', default: 'demo-password-1' },
    course: { type: 'string', default: 'ladder-safety' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    json: { type: 'boolean', default: false },
  },
});

function table(result: JourneyResult): string {
  const rows = [
    ['percent', `${result.percent ?? 'none'} (between: ${result.between.join(', ')})`],
    ['status', result.status],
    ['completed states', String(result.completions)],
    ['time', `${result.seconds} s of ${result.expectedSeconds} s`],
    ['PutParams', String(result.putParams)],
    ['took', `${result.ms} ms`],
  ];
  return rows.map(([name, value]) => `  ${(name ?? '').padEnd(18)}${value}`).join('\n');
}

try {
  const result = await runJourney({
    bridgeUrl: values.bridge,
    lmsUrl: values.lms,
    organisation: values.organisation,
    lmsAdmin: values.admin,
    learner: values.learner,
    password: values.password,
    courseId: values.course,
    seed: Number(values.seed),
    timeoutMs: 60_000,
    onStep: (line) => (values.json ? undefined : process.stdout.write(`  ${line}\n`)),
  });
  const { percent, status, seconds, putParams, ms } = result;
  process.stdout.write(
    values.json ? `${JSON.stringify({ percent, status, seconds, putParams, ms })}\n` : `\n${table(result)}\n`,
  );
  for (const failure of result.failures) process.stderr.write(`  FAILED: ${failure}\n`);
  process.exit(result.failures.length === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(
    `The journey failed (seed ${values.seed}): ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
