import { z } from 'zod';

const LaunchData = z.object({
  launchId: z.string(),
  launchToken: z.string(),
  courseId: z.string(),
  page: z.string().nullable(),
  place: z.object({ unitId: z.string(), seconds: z.number() }).nullable(),
});
export type LaunchData = z.infer<typeof LaunchData>;

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  readonly headers: Headers;
}

export interface BrowserOptions {
  /** comes over https, as a proxy before us says */
  readonly secure?: boolean;
  /** a cross-site frame over http keeps none */
  readonly cookies?: boolean;
  readonly userAgent?: string;
  readonly address?: string;
}

/** What a browser does about cookies, redirects, forms and Origin, over real sockets. */
export class TestBrowser {
  readonly jar = new Map<string, string>();
  readonly setCookies: string[] = [];
  /** path of the page that is open */
  at = '';

  constructor(
    private readonly url: string,
    private readonly options: BrowserOptions = {},
  ) {}

  get origin(): string {
    return this.options.secure ? this.url.replace('http:', 'https:') : this.url;
  }

  async get(path: string): Promise<Page> {
    return this.follow('GET', path, {}, null);
  }

  /** Sends a form, as a page of ours does; or of another origin, or with no Origin. */
  async post(path: string, fields: Record<string, string>, origin: string | null = this.origin): Promise<Page> {
    return this.follow('POST', path, origin === null ? {} : { origin }, new URLSearchParams(fields).toString());
  }

  /** Launch, then sign-in with what the page holds. */
  async signIn(launch: string, username: string, password: string): Promise<Page> {
    const page = await this.get(launch);
    return this.post(formAction(page.html, 'password') ?? page.url, { ...hiddenOf(page.html), username, password });
  }

  async raw(method: string, path: string, headers: Record<string, string>, body: string | null): Promise<Response> {
    const answer = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(this.options.secure ? { 'x-forwarded-proto': 'https' } : {}),
        ...(this.options.userAgent === undefined ? {} : { 'user-agent': this.options.userAgent }),
        ...(this.options.address === undefined ? {} : { 'x-forwarded-for': this.options.address }),
        ...(this.jar.size === 0 ? {} : { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === null ? {} : { body }),
    });
    this.keep(answer.headers.getSetCookie());
    return answer;
  }

  private async follow(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | null,
  ): Promise<Page> {
    let answer = await this.raw(method, path, headers, body);
    let at = path;
    for (let hops = 0; answer.status === 303 || answer.status === 302; hops += 1) {
      if (hops > 10) throw new Error(`too many redirects from ${path}`);
      const next = new URL(answer.headers.get('location') ?? '', new URL(at, this.url));
      if (next.origin !== this.url) {
        await answer.arrayBuffer();
        return { status: answer.status, url: next.href, html: '', headers: answer.headers };
      }
      at = next.pathname + next.search;
      await answer.arrayBuffer();
      answer = await this.raw('GET', at, {}, null);
    }
    this.at = at;
    return { status: answer.status, url: at, html: await answer.text(), headers: answer.headers };
  }

  private keep(cookies: readonly string[]): void {
    this.setCookies.push(...cookies);
    if (this.options.cookies === false) return;
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(cookie)) this.jar.delete(pair.slice(0, at));
      else this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

export function launchOf(html: string): LaunchData {
  const data = /<script type="application\/json" id="launch">(.*?)<\/script>/s.exec(html)?.[1];
  if (data === undefined)
    throw new Error(
      `This is not the player: ${html
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 300)}`,
    );
  return LaunchData.parse(JSON.parse(data));
}

export function isPlayer(html: string): boolean {
  return html.includes('id="launch"');
}

export function headingOf(html: string): string {
  return /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '';
}

export function badgeOf(html: string): string {
  return (/id="badge".*?<b>(.*?)<\/b><span class="sub">(.*?)<\/span>/s.exec(html)?.slice(1) ?? []).join(': ');
}

export function hiddenOf(html: string): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

export function formAction(html: string, id: string): string | null {
  return new RegExp(`<form[^>]*action="([^"]+)"[^>]*id="${id}"`).exec(html)?.[1] ?? null;
}
