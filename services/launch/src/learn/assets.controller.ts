import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { LOOK_ASSETS } from '@aicc-bridge/look';
import { notFound, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

const OWN_ASSETS = fileURLToPath(new URL('../../assets/', import.meta.url));
const SHARED = new Set(['tokens.css', 'components.css']);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.webm': 'video/webm',
  '.vtt': 'text/vtt; charset=utf-8',
};

/** Styles, scripts and the sample video of the learner's pages. */
@ApiExcludeController()
@Public()
@Controller('learn/assets')
export class AssetsController {
  @Get(':file')
  async asset(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const name = basename(file);
    const type = TYPES[extname(name)];
    const path = join(SHARED.has(name) ? LOOK_ASSETS : OWN_ASSETS, name);
    const facts = type === undefined || file.includes('\0') ? null : await stat(path).catch(() => null);
    if (type === undefined || facts === null || !facts.isFile()) throw notFound(`file ${name.slice(0, 100)}`);
    void reply
      .type(type)
      .header('cache-control', 'public, max-age=300')
      .header('accept-ranges', 'bytes')
      .header('x-content-type-options', 'nosniff');
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = Math.min(range?.[2] ? Number(range[2]) : facts.size - 1, facts.size - 1);
    if (range === null) await reply.header('content-length', facts.size).send(createReadStream(path));
    else if (from > to) await reply.status(416).header('content-range', `bytes */${facts.size}`).send();
    else
      await reply
        .status(206)
        .header('content-range', `bytes ${from}-${to}/${facts.size}`)
        .header('content-length', to - from + 1)
        .send(createReadStream(path, { start: from, end: to }));
  }
}
