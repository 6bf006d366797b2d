import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Options, Terminal } from './aicc-bridge.js';
import { findingText, gate, LintLine } from './catalog.js';
import type { PublicApi } from './public-api.js';

const LintPage = z.object({ findings: z.array(LintLine), next: z.string().nullable() });

/**
 * Downloads the library. A try that was cut leaves FILE.part and its tag beside it; the next one goes on there, with the same file even
 * if the catalogue has changed.
 */
export async function downloadPackages(
  api: PublicApi,
  tenant: string,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const base = `/api/packages/tenants/${encodeURIComponent(tenant)}`;
  if (options.strict !== undefined && !(await passes(api, base, options.strict, terminal))) {
    terminal.complain('Nothing was downloaded: --strict lets nothing through that loses something.');
    return 1;
  }
  const query = new URLSearchParams();
  if (options.new === true) query.set('courses', 'new');
  if (options.changed === true) query.set('changed', 'include');
  if (options.part !== undefined) query.set('part', options.part);
  const out = options.out ?? 'aicc-packages.zip';
  const [part, tagFile] = [`${out}.part`, `${out}.part.tag`];
  const begun = await stat(part).catch(() => null);
  const tag = begun === null ? null : await readFile(tagFile, 'utf8').catch(() => null);
  const from = tag === null ? 0 : (begun?.size ?? 0);
  const headers: Record<string, string> = tag === null ? {} : { range: `bytes=${from}-`, 'if-range': tag };
  const answer = await api.call(`${base}/library?${query.toString()}`, { headers }, [416]);
  const goesOn = answer.status === 206;
  if (answer.status !== 416) {
    await writeFile(tagFile, answer.headers.get('etag') ?? '');
    const file = await open(part, goesOn ? 'a' : 'w');
    try {
      for await (const chunk of answer.body ?? []) await file.write(chunk);
    } finally {
      await file.close();
    }
  }
  await rename(part, out);
  await rm(tagFile, { force: true });
  terminal.print(`${out} is complete${goesOn ? `; it went on at byte ${from}` : ''}.`);
  return 0;
}

async function passes(api: PublicApi, base: string, strict: string, { print }: Terminal): Promise<boolean> {
  let [errors, warnings] = [0, 0];
  for (let after: string | null = ''; after !== null;) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = LintPage.parse(await (await api.call(`${base}/lint?limit=500${query}`)).json());
    for (const finding of page.findings) {
      if (!('severity' in finding)) continue;
      print(findingText(finding));
      if (finding.severity === 'error') errors += 1;
      else warnings += 1;
    }
    after = page.next;
  }
  return gate(strict, errors, warnings) === 0;
}
