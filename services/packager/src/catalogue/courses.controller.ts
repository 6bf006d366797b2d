import { Body, Controller, Delete, Get, Headers, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { assertNever, CONNECTION_CHECK, CourseId } from '@aicc-bridge/contracts';
import { Allow, notFound, ProblemException } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { CATALOGUE_READERS, CATALOGUE_WRITERS } from './catalogue-roles.js';
import { CatalogueStore } from './catalogue.store.js';
import { CourseInput, courseOf, RESERVED } from './course-input.js';
import { etagOf, hasVersion, readPrecondition } from './precondition.js';

type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Single courses. The same PUT again changes nothing; `If-Match` keeps two writers from overwriting each other. */
@ApiTags('courses')
@Controller('api/courses')
export class CoursesController {
  constructor(private readonly catalogue: CatalogueStore) {}

  @Allow(...CATALOGUE_READERS)
  @Get(':courseId')
  async one(
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Headers() headers: RequestHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const course = await this.catalogue.one(courseId);
    if (course === null) throw notFound(`course ${courseId}`);
    const { aggregateVersion } = course;
    void reply.header('etag', etagOf(aggregateVersion)).header('cache-control', 'private, no-cache');
    if (hasVersion(headers['if-none-match'], aggregateVersion)) await reply.status(304).send();
    else await reply.send(course);
  }

  @Allow(...CATALOGUE_WRITERS)
  @Put(':courseId')
  async put(
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Body({ schema: CourseInput }) input: CourseInput,
    @Headers() headers: RequestHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (courseId === CONNECTION_CHECK) throw reserved();
    const result = await this.catalogue.putOne(courseOf(courseId, input), readPrecondition(headers));
    switch (result.kind) {
      case 'precondition-failed':
        throw changedMeanwhile(courseId, result.version);
      case 'created':
      case 'changed':
      case 'unchanged':
        await reply
          .status(result.kind === 'created' ? 201 : 200)
          .header('etag', etagOf(result.course.aggregateVersion))
          .send(result.course);
        return;
      default:
        assertNever(result);
    }
  }

  /** Deleting what is deleted already is no error; what never was is. */
  @Allow(...CATALOGUE_WRITERS)
  @Delete(':courseId')
  async remove(
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Headers() headers: RequestHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (courseId === CONNECTION_CHECK) throw reserved();
    const result = await this.catalogue.remove(courseId, readPrecondition(headers));
    switch (result.kind) {
      case 'removed':
        await reply.status(204).send();
        return;
      case 'unknown':
        throw notFound(`course ${courseId}`);
      case 'precondition-failed':
        throw changedMeanwhile(courseId, result.version);
      default:
        assertNever(result);
    }
  }
}

function reserved(): ProblemException {
  return new ProblemException({
    status: 409,
    name: 'reserved-id',
    title: 'This id belongs to the service',
    detail: RESERVED,
  });
}

function changedMeanwhile(courseId: string, version: number | null): ProblemException {
  const now = version === null ? 'There is no such course now' : `Its version is ${etagOf(version)} now`;
  return new ProblemException({
    status: 412,
    name: 'precondition-failed',
    title: 'Somebody else was first',
    detail: `Course ${courseId} is not what If-Match or If-None-Match says. ${now}. Read it again, then repeat your change.`,
  });
}
