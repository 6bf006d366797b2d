import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.js';
import { ProblemException } from './problem.js';

/** Turns everything that is thrown on the way of an HTTP request into problem+json; our own bugs are logged once, here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = asProblem(error);
    const instance = `urn:aicc-bridge:request:${request.id}`;
    if (problem.facts.status >= 500)
      this.log.error('request.failed', {
        method: request.method,
        path: request.url.split('?')[0],
        instance,
        error,
        stack: error instanceof Error ? error.stack : undefined,
      });
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply
      .status(problem.facts.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.body(instance)));
  }
}

function asProblem(error: unknown): ProblemException {
  if (error instanceof ProblemException) return error;
  const status = statusOf(error);
  if (status !== null && status < 500) {
    const detail = error instanceof Error ? error.message : 'The request was refused.';
    return new ProblemException({
      status,
      name: NAMES[status] ?? 'refused',
      title: TITLES[status] ?? 'The request was refused',
      detail,
    });
  }
  return new ProblemException({
    status: 500,
    name: 'internal',
    title: 'Something broke on our side',
    detail: 'The request could not be finished. It is safe to try again; if it stays, tell us the "instance" below.',
  });
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return null;
}

const NAMES: Readonly<Record<number, string>> = {
  400: 'bad-request',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
};
const TITLES: Readonly<Record<number, string>> = {
  400: 'The request could not be read',
  404: 'Not found',
  413: 'The request is too large',
  415: 'This content type is not taken here',
};
