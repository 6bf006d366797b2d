import { z } from 'zod';
import { DEMO_COURSE_IDS, demoCatalogue } from './catalogue.js';

export interface DemoSettings {
  /** address of the bridge as this process reaches it */
  readonly bridgeUrl: string;
  /** address of the demo LMS as this process reaches it */
  readonly lmsUrl: string;
  readonly adminPassword: string;
  /** host and port of the aicc_url that the demo LMS hands out */
  readonly hacpHost: string;
  /** origin of the demo LMS in the browser */
  readonly frameOrigin: string;
}

/** The demo's organisation and its people. These passwords work in the demo only. */
export const DEMO = {
  publisher: 'Kestrel Learning',
  organisation: 'Northwind Academy',
  lmsAdmin: 'northwind-admin',
  learners: ['ada', 'ben'],
  password: 'demo-password-1',
} as const;

const Tenants = z.object({
  tenants: z.array(z.object({ tenantId: z.string(), name: z.string(), enabled: z.boolean() })),
});
const Tenant = z.object({ tenantId: z.string() });
const People = z.object({ people: z.array(z.object({ username: z.string() })) });
const Token = z.object({ accessToken: z.string() });
const Courses = z.object({ courses: z.array(z.object({ id: z.string() })) });

/** Sets the demo up over the public API, as a publisher and an LMS admin would. Safe to repeat: what is there is left alone. */
export async function seedDemo(settings: DemoSettings): Promise<void> {
  const bridge = await signedIn(settings);
  await bridge('POST', '/api/courses/import', { type: 'application/x-ndjson', body: demoCatalogue() });
  const { tenants } = Tenants.parse(await bridge('GET', '/api/tenants'));
  const known = tenants.find(({ name }) => name === DEMO.organisation);
  const tenantId =
    known?.tenantId ?? Tenant.parse(await bridge('POST', '/api/tenants', json({ name: DEMO.organisation }))).tenantId;
  // Enabling is the last step: a set-up that was cut off is done again from its start.
  if (known?.enabled !== true) await setUpTenant(bridge, tenantId, settings);
  await importPackages(bridge, tenantId, settings.lmsUrl);
}

async function setUpTenant(bridge: Call, tenantId: string, { hacpHost, frameOrigin }: DemoSettings): Promise<void> {
  const people = [
    { username: DEMO.lmsAdmin, name: 'Northwind LMS admin', role: 'tenant-admin' },
    ...DEMO.learners.map((username) => ({ username, name: `Demo ${username}`, role: 'learner' })),
  ];
  const there = People.parse(await bridge('GET', `/api/people/tenants/${tenantId}`));
  for (const person of people.filter(({ username }) => !there.people.some((known) => known.username === username)))
    await bridge('POST', `/api/people/tenants/${tenantId}`, json({ ...person, password: DEMO.password }));
  await bridge('PUT', `/api/tenants/${tenantId}/hosts`, json({ hosts: [{ host: hacpHost, http: true }] }));
  await bridge(
    'PATCH',
    `/api/tenants/${tenantId}`,
    json({ enabled: true, frameHosts: [frameOrigin], profile: { id: 'moodle' } }),
  );
}

/** Puts the packages into the demo LMS, as its admin would by hand. */
async function importPackages(bridge: Call, tenantId: string, lmsUrl: string): Promise<void> {
  const there = Courses.parse(await (await fetch(`${lmsUrl}/api/courses`)).json());
  const missing = DEMO_COURSE_IDS.filter((id) => !there.courses.some((course) => course.id === id));
  if (missing.length === 0) return;
  const form = new FormData();
  for (const id of missing) form.append('package', await packageWhenReady(bridge, tenantId, id), `${id}.zip`);
  const answer = await fetch(`${lmsUrl}/courses/import`, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json' },
  });
  const { refused } = z.object({ refused: z.array(z.unknown()) }).parse(await answer.json());
  if (refused.length > 0) throw new Error(`The demo LMS refused packages: ${JSON.stringify(refused)}`);
}

/** The tenant's settings reach the packager over the bus: a moment later it knows that the integration is enabled. */
async function packageWhenReady(bridge: Call, tenantId: string, courseId: string): Promise<Blob> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const zip = await bridge('GET', `/api/packages/tenants/${tenantId}/courses/${courseId}`);
      if (zip instanceof Blob) return zip;
      throw new Error('not a zip');
    } catch (error) {
      if (attempt >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

type Call = (
  method: string,
  path: string,
  content?: { readonly type: string; readonly body: string },
) => Promise<unknown>;

async function signedIn({ bridgeUrl, adminPassword }: DemoSettings): Promise<Call> {
  const answer = await fetch(`${bridgeUrl}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: adminPassword }),
  });
  if (!answer.ok) throw new Error(`The demo could not sign in as "admin": ${await answer.text()}`);
  const { accessToken } = Token.parse(await answer.json());
  return async (method, path, content) => {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(content === undefined ? {} : { 'content-type': content.type }),
    };
    const response = await fetch(`${bridgeUrl}${path}`, {
      method,
      headers,
      ...(content === undefined ? {} : { body: content.body }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const isZip = (response.headers.get('content-type') ?? '').includes('zip');
    return (await (isZip ? response.blob() : response.json())) as unknown;
  };
}

function json(value: unknown): { readonly type: string; readonly body: string } {
  return { type: 'application/json', body: JSON.stringify(value) };
}
