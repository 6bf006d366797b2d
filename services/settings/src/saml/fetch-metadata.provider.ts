import { lookup as systemLookup } from 'node:dns/promises';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { isPublicAddress } from './is-public-address.js';

export type Fetched =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly detail: string };

/** How metadata are fetched; a class, so that Nest can inject it and a test can set a name server of its own. */
export class FetchSettings {
  constructor(
    readonly lookup: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]> = (
      host,
    ) => systemLookup(host, { all: true }),
    readonly isAllowed: (address: string) => boolean = isPublicAddress,
    readonly ca?: string,
    readonly totalMs = 10_000,
  ) {}
}

const LARGEST_BYTES = 512 * 1_024;

/**
 * Fetches metadata from an address that an admin typed: https, a name and not an address, public addresses only, connected to the
 * very address that was checked, no redirect, 10 s and 512 KiB at most. Never throws.
 */
@Injectable()
export class FetchMetadata {
  constructor(private readonly settings: FetchSettings) {}

  async fetch(address: string): Promise<Fetched> {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || url.protocol !== 'https:') return refused('must begin with https://');
    if (url.username !== '' || url.password !== '') return refused('must not hold a user name');
    const host = url.hostname.replace(/\.$/, '');
    if (isIP(host) !== 0 || host.startsWith('[')) return refused('must have a name, not an address of numbers');
    const addresses = await this.settings.lookup(host).catch(() => []);
    const [first] = addresses;
    if (first === undefined) return refused(`the name ${host} cannot be resolved`);
    // A mixed answer is refused whole: a name that leads inside as well is nobody's identity provider.
    if (!addresses.every((one) => this.settings.isAllowed(one.address)))
      return refused(`the name ${host} leads to an address that is not public`);
    return this.download(url, first);
  }

  private download(
    url: URL,
    { address, family }: { readonly address: string; readonly family: number },
  ): Promise<Fetched> {
    const stop = AbortSignal.timeout(this.settings.totalMs);
    return new Promise((resolve) => {
      const fail = (detail: string): void => resolve(refused(detail));
      const { ca } = this.settings;
      const sent = request(
        url,
        {
          signal: stop,
          agent: false,
          headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml', 'accept-encoding': 'identity' },
          // The checked address and no other: a name that answers differently the next time leads nowhere else.
          lookup: (_host, options, done) =>
            options.all ? done(null, [{ address, family }]) : done(null, address, family),
          ...(ca === undefined ? {} : { ca }),
        },
        (answer) => {
          if (answer.statusCode !== 200) {
            answer.destroy();
            return fail(`the address answered ${answer.statusCode ?? 'nothing'}; redirects are not followed`);
          }
          const parts: Buffer[] = [];
          let size = 0;
          answer.on('data', (part: Buffer) => {
            size += part.length;
            parts.push(part);
            if (size > LARGEST_BYTES) {
              fail('the answer is larger than 512 KiB');
              answer.destroy();
            }
          });
          answer.on('end', () => resolve({ kind: 'text', text: Buffer.concat(parts).toString('utf8') }));
          answer.on('error', () => fail('the connection broke'));
        },
      );
      sent.on('error', (error) =>
        fail(stop.aborted ? 'the address did not answer in time' : `the address cannot be reached (${codeOf(error)})`),
      );
      sent.end();
    });
  }
}

function refused(detail: string): Fetched {
  return { kind: 'refused', detail };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}
