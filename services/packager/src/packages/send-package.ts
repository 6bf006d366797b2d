import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from '../downloads/byte-range.js';
import type { CoursePackage } from './course-packages.provider.js';

/** A small file that is whole in memory: no ranges, but a strong tag. */
export async function sendPackage(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, bytes, etag }: CoursePackage,
): Promise<void> {
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (namesTag(request.headers['if-none-match'], etag)) return void (await reply.status(304).send());
  await reply
    .type('application/zip')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('content-length', bytes.length)
    .header('x-content-type-options', 'nosniff')
    .send(bytes);
}
