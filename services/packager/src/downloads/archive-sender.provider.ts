import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArchiveBytes } from './archive-bytes.provider.js';
import type { ArchivePlan } from './archive-plan.js';
import { namesTag, readByteRange, readIfRange, type WantedBytes } from './byte-range.js';
import { type DownloadFacts, DownloadsStore, type SentBytes } from './downloads.store.js';
import { sendStream } from './send-stream.js';

export interface FileToSend {
  readonly plan: ArchivePlan;
  readonly fileName: string;
  /** 0 = all in one file */
  readonly part: number;
  readonly facts: DownloadFacts;
}

/** So much of a long download is lost for the books if this process dies: a resumed one is then never complete. */
const NOTED_EVERY_MS = 5_000;

/** Sends planned archives: whole or in ranges (RFC 9110 §14), and notes which bytes have left. */
@Injectable()
export class ArchiveSender implements OnApplicationShutdown {
  /** the books are written after the last byte; a service that stops waits for them */
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly bytes: ArchiveBytes,
    private readonly downloads: DownloadsStore,
    private readonly log: Log,
  ) {}

  async send(request: FastifyRequest, reply: FastifyReply, file: FileToSend): Promise<void> {
    const { plan } = file;
    const { headers } = request;
    const common = {
      etag: plan.etag,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    };
    if (namesTag(headers['if-none-match'], plan.etag)) return void (await reply.status(304).headers(common).send());
    const ifRange = headers['if-range'];
    const isSame = ifRange === undefined || readIfRange(String(ifRange)) === plan.etag;
    const wanted = readByteRange(isSame && request.method === 'GET' ? headers.range : undefined, plan.bytes);
    if (wanted.kind === 'unsatisfiable')
      return void (await reply
        .status(416)
        .headers({ ...common, 'content-range': `bytes */${plan.bytes}` })
        .send());
    const from = wanted.kind === 'part' ? wanted.from : 0;
    const to = wanted.kind === 'part' ? wanted.to : plan.bytes - 1;
    const answer = {
      ...common,
      ...rangeHeaders(wanted, plan.bytes),
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${file.fileName}"`,
      'content-length': to - from + 1,
    };
    if (request.method === 'HEAD') {
      reply.hijack();
      reply.raw.writeHead(200, answer).end();
      return;
    }
    await this.stream(reply, file, { status: wanted.kind === 'part' ? 206 : 200, answer, from, to });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** Never rejects: the client has its bytes, whatever becomes of our books. */
  private async noted(facts: DownloadFacts, sent: SentBytes): Promise<void> {
    if (sent.count <= 0) return;
    const writing = this.downloads.note(facts, sent).then(
      (complete) => {
        if (!complete) return;
        const { tenantId, selection, courses, untilSeq } = facts;
        this.log.info('download.completed', { tenantId, selection: selection.kind, courses, untilSeq });
      },
      (error: unknown) => this.log.warn('download.not-noted', { tenantId: facts.tenantId, error }),
    );
    this.writing.add(writing);
    await writing;
    this.writing.delete(writing);
  }

  private async stream(
    reply: FastifyReply,
    file: FileToSend,
    { status, answer, from, to }: { status: number; answer: Record<string, string | number>; from: number; to: number },
  ): Promise<void> {
    const { plan, facts, part } = file;
    const note = (count: number): Promise<void> =>
      this.noted(facts, { part, etag: plan.etag, bytes: plan.bytes, from, count });
    let handedOut = 0;
    let notedAt = performance.now();
    const source = this.bytes.read(plan, from, to);
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        if (performance.now() - notedAt > NOTED_EVERY_MS) {
          notedAt = performance.now();
          await note(handedOut - reply.raw.writableLength);
        }
        handedOut += chunk.length;
        yield chunk;
      }
    }
    const sent = await sendStream(reply, { status, headers: answer, chunks: counted() });
    await note(sent.bytes);
    if (!sent.complete)
      this.log.info('download.cut', { tenantId: facts.tenantId, from, bytes: sent.bytes, of: plan.bytes });
  }
}

function rangeHeaders(wanted: WantedBytes, total: number): Record<string, string> {
  return wanted.kind === 'part' ? { 'content-range': `bytes ${wanted.from}-${wanted.to}/${total}` } : {};
}
