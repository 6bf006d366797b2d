import { readFile } from 'node:fs/promises';
import { Controller, Get, Header, Headers, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { notFound, ProblemException, Public } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { ConsoleFiles } from './console-files.provider.js';

/** No inline code, no frame around it, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const OPENAPI = new URL('../../assets/openapi.json', import.meta.url);

/** Serves the console: its one page at each address of its own, its files, and the description of the API. */
@ApiExcludeController()
@Public()
@Controller()
export class HomeController {
  constructor(private readonly files: ConsoleFiles) {}

  /** Addresses of the console's pages (apps/console, sections.tsx). Everything else stays "not found", the API's paths first of all. */
  @Get(['', 'all', 'all/*', 't/*', 'help', 'help/*'])
  async page(@Res() reply: FastifyReply): Promise<void> {
    const page = await this.files.page();
    if (page === null) throw notBuilt();
    await reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()')
      .send(page);
  }

  /** The name of a file changes with its content, so it may be kept for ever. */
  @Get('assets/:file')
  async asset(
    @Param('file') file: string,
    @Headers('accept-encoding') acceptEncoding: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.files.asset(file, acceptEncoding ?? '');
    if (found === null) throw notFound(`file ${file.slice(0, 100)}`);
    if (found.encoding !== null) void reply.header('content-encoding', found.encoding);
    await reply
      .type(found.type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
      .header('x-content-type-options', 'nosniff')
      .send(found.bytes);
  }

  /** All four services in one document, made by "npm run generate". */
  @Get('api/openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): Promise<string> {
    return readFile(OPENAPI, 'utf8');
  }
}

function notBuilt(): ProblemException {
  return new ProblemException({
    status: 503,
    name: 'console-not-built',
    title: 'The console is not built',
    detail:
      'Run "node scripts/build.mjs" once, then load this page again. The API works without it: /api/openapi.json.',
  });
}
