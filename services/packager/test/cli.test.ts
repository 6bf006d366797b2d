import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aiccBridge } from '@aicc-bridge/cli';
import { CuttingProxy } from './cutting-proxy.js';
import { aCourse, type Caller, openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';
import { unzipped } from './unzipped.js';

let packager: PackagerUnderTest;
let folder: string;
beforeAll(async () => {
  packager = await openPackager();
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'));
});
afterAll(async () => {
  await packager.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(command: string, { as = 'writer', port = packager.port }: { as?: Caller; port?: number } = {}) {
  const said: string[] = [];
  const terminal = {
    stdin: (async function* () {
      yield Buffer.from(JSON.stringify(aCourse({ courseId: 'from-stdin' })));
    })(),
    print: (line: string) => void said.push(line),
    complain: (line: string) => void said.push(line),
  };
  const key = packager.headersOf(as).authorization?.replace('Bearer ', '') ?? '';
  const code = await aiccBridge(
    command.split(' '),
    { AICC_BRIDGE_URL: `http://127.0.0.1:${port}`, AICC_BRIDGE_API_KEY: key },
    terminal,
  );
  return { code, said: said.join('\n') };
}
const fileWith = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

test('catalog import: progress, what was refused, and the sum', async () => {
  const file = await fileWith(
    'a.ndjson',
    `${JSON.stringify(aCourse({ courseId: 'cli-1', title: 'E = mc²' }))}\nbroken\n`,
  );
  const { code, said } = await run(`catalog import ${file}`);
  expect(code).toBe(1);
  expect(said).toContain('line 2 ?: refused – The line is not JSON.');
  expect(said).toContain('2 lines: 1 new, 0 changed, 0 unchanged, 1 refused.');
});

test('catalog import of CSV, of standard input, all or nothing, and with the gate', async () => {
  const csv = await fileWith('b.csv', 'id,title,seconds\ncli-2,Two,30\n');
  expect((await run(`catalog import ${csv}`)).code).toBe(0);
  expect((await run('catalog import -')).said).toContain('1 new');
  const bad = await fileWith('c.csv', 'id,title,seconds\ncli-3,Three,30\ncli-4,Four,none\n');
  expect((await run(`catalog import ${bad} --all-or-nothing`)).said).toContain('0 new');
  expect((await run(`catalog import ${join(folder, 'a.ndjson')} --strict`)).said).toContain('rule 63');
});

test('catalog lint: findings with clause and cure; --strict decides the exit code', async () => {
  const file = await fileWith('d.ndjson', JSON.stringify(aCourse({ courseId: 'lint-1', title: 'Ü' })));
  const loose = await run(`catalog lint ${file} --profile moodle`);
  expect([loose.code, loose.said]).toEqual([
    0,
    expect.stringContaining('warning: line 1 lint-1: title: These letters become plain ASCII: Ü'),
  ]);
  expect((await run(`catalog lint ${file} --strict`)).code).toBe(1);
  expect((await run(`catalog lint ${file} --strict=errors`)).code).toBe(0);
  expect((await packager.fetch('/api/courses/lint-1')).status).toBe(404);
});

test('catalog export to a file imports without a change', async () => {
  const out = join(folder, 'export.csv');
  expect((await run(`catalog export --format csv --out ${out}`)).code).toBe(0);
  expect((await run(`catalog import ${out}`)).said).toMatch(/0 new, 0 changed, \d+ unchanged, 0 refused/);
});

test('packages download goes on where a cut ended, and the file is whole', async () => {
  await packager.put(
    ...Array.from({ length: 300 }, (_, at) => ({ courseId: `dl-${at}`, description: 'Long text. '.repeat(60) })),
  );
  const proxy = await CuttingProxy.start(packager.port, [400_000]);
  const out = join(folder, 'library.zip');
  const first = await run(`packages download --tenant ${TENANT} --out ${out}`, { as: 'anna', port: proxy.port });
  expect(first.code).toBe(1);
  const partial = (await stat(`${out}.part`)).size;
  const second = await run(`packages download --tenant ${TENANT} --out ${out}`, { as: 'anna', port: proxy.port });
  await proxy.stop();
  expect([second.code, second.said]).toEqual([0, `${out} is complete; it went on at byte ${partial}.`]);
  const files = await unzipped(await readFile(out));
  for (const line of (files.get('SHA256SUMS')?.toString() ?? '').trim().split('\n')) {
    const [sum, name = ''] = line.split('  ');
    expect([
      name,
      createHash('sha256')
        .update(files.get(name) ?? '')
        .digest('hex'),
    ]).toEqual([name, sum]);
  }
});

test('packages download --strict lets nothing through that loses something', async () => {
  const { code, said } = await run(`packages download --tenant ${TENANT} --strict --out ${join(folder, 'x.zip')}`, {
    as: 'anna',
  });
  expect([code, said]).toEqual([1, expect.stringContaining('Nothing was downloaded')]);
});

test('what is not understood ends with 2 and the usage; a refusal is said in the bridge’s words', async () => {
  for (const command of [
    '',
    'catalog',
    'catalog fly',
    'catalog import',
    'catalog lint x --strict=maybe',
    'catalog export --colour red',
  ])
    expect([command, (await run(command)).code]).toEqual([command, 2]);
  expect((await run('--help')).said).toContain('aicc-bridge catalog import FILE');
  const refused = await run('catalog import -', { as: 'anna' });
  expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('403 Not allowed')]);
  expect((await run('catalog export', { port: 1 })).said).toContain('It did not work');
});
