import { z } from 'zod';
import type { Unit } from './watching.js';

/** The bridge's public API as an LMS admin uses it. */
export class PublicApi {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly tenantId: string,
  ) {}

  static async signIn(url: string, organisation: string, username: string, password: string): Promise<PublicApi> {
    const answer = await fetch(`${url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ organisation, username, password }),
    });
    if (!answer.ok) throw new Error(`Sign-in as ${username} failed: ${await answer.text()}`);
    const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json());
    const own = await fetch(`${url}/api/tenants`, { headers: { authorization: `Bearer ${accessToken}` } });
    const { tenants } = z.object({ tenants: z.array(z.object({ tenantId: z.string() })) }).parse(await own.json());
    const [tenant] = tenants;
    if (!tenant) throw new Error(`${username} belongs to no organisation`);
    return new PublicApi(url, accessToken, tenant.tenantId);
  }

  async coursePackage(courseId: string): Promise<Blob> {
    return (await this.get(`/api/packages/tenants/${this.tenantId}/courses/${courseId}`)).blob();
  }

  async units(courseId: string): Promise<readonly Unit[]> {
    const answer = await this.get(`/api/courses/${courseId}`);
    return z
      .object({ units: z.array(z.object({ unitId: z.string(), seconds: z.number() })) })
      .parse(await answer.json()).units;
  }

  private async get(path: string): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
