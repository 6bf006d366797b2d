import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readByteRange } from '../downloads/byte-range.js';

const VIDEO = fileURLToPath(new URL('../../assets/connection-check.webm', import.meta.url));

/** The video of the built-in course. It shows a clock and no secret, so anybody may see it; players ask for ranges of it. */
@ApiTags('courses')
@Controller('api/courses/-')
export class ConnectionCheckController {
  @Public()
  @Get('connection-check.webm')
  @ApiProduces('video/webm')
  async video(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { size } = await stat(VIDEO);
    const wanted = readByteRange(request.headers.range, size);
    void reply.header('accept-ranges', 'bytes').header('cache-control', 'public, max-age=86400').type('video/webm');
    if (wanted.kind === 'unsatisfiable')
      return void (await reply.status(416).header('content-range', `bytes */${size}`).send());
    const [start, end] = wanted.kind === 'part' ? [wanted.from, wanted.to] : [0, size - 1];
    if (wanted.kind === 'part') void reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`);
    await reply.header('content-length', end - start + 1).send(createReadStream(VIDEO, { start, end }));
  }
}
