import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { CuttingProxy } from './cutting-proxy.js';
import { aKey, openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';
import { unzipped } from './unzipped.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
});
afterAll(() => packager.close());

const library = `/api/packages/tenants/${TENANT}/library`;
const json = async (path: string): Promise<any> => (await packager.fetch(path)).json();
const bytesOf = async (path: string, headers = {}): Promise<Buffer> =>
  Buffer.from(await (await packager.fetch(path, { headers })).arrayBuffer());

test('smoke', async () => {
  await packager.put(...Array.from({ length: 250 }, (_, at) => ({ courseId: `c${at}`, title: `Curso ñ ${at}` })));
  const head = await packager.fetch(library, { method: 'HEAD' });
  console.log(head.status, Object.fromEntries(head.headers));
  const answer = await packager.fetch(library);
  const bytes = Buffer.from(await answer.arrayBuffer());
  console.log(answer.status, bytes.length, Object.fromEntries(answer.headers));
  const files = await unzipped(bytes);
  console.log(
    [...files.keys()].slice(0, 3),
    [...files.keys()].slice(-5),
    files.get('CHANGES.txt')?.toString(),
    files.get('manifest.csv')?.toString().slice(0, 400),
  );
  console.log(await json(`/api/packages/tenants/${TENANT}/downloads`));
});
