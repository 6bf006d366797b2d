import type { FastifyReply, FastifyRequest } from 'fastify';
import { importPackage } from './import-package.js';
import { launchUrl } from './launch-url.js';
import { PERSONALITIES } from './personalities.js';
import type { Site } from './running-site.js';

/** What scripts and tests use; the same records as the pages. */
export function registerApi(site: Site): void {
  const { app, lms, hacpUrl, changed } = site;
  app.post('/courses/import', (request, reply) => importUpload(site, request, reply));
  app.get('/api/courses', () => ({
    courses: [...lms.courses.values()].map(({ id, title, description }) => ({ id, title, description })),
  }));
  app.get('/api/gradebook', () => ({ rows: lms.gradebook() }));
  app.get('/api/log', () => ({ messages: lms.log, mostInFlight: lms.mostInFlight }));
  app.delete('/api/state', async (_request, reply) => {
    lms.clear();
    changed();
    return reply.status(204).send();
  });
  app.put('/api/personality', async (request, reply) => {
    const name = textField(request.body, 'name');
    if (name === null || !Object.hasOwn(PERSONALITIES, name))
      return problem(reply, `name must be one of ${Object.keys(PERSONALITIES).join(', ')}.`);
    lms.personality = name;
    return { name };
  });
  app.post('/api/launches', async (request, reply) => {
    const username = textField(request.body, 'username');
    const courseId = textField(request.body, 'courseId');
    if (username === null || courseId === null) return problem(reply, 'Send username and courseId as texts.');
    const session = lms.launch(
      username,
      courseId,
      flag(request.body, 'newAttempt'),
      textField(request.body, 'mode') === 'preview',
    );
    const course = lms.courses.get(courseId);
    if (session === null || course === undefined)
      return problem(reply, `There is no learner "${username}" or no course "${courseId}".`);
    changed();
    return { sid: session.sid, launchUrl: launchUrl(course, session.sid, hacpUrl()), mode: session.mode };
  });
}

async function importUpload(
  { lms, changed }: Site,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const imported: { id: string; title: string }[] = [];
  const refused: { file: string; message: string }[] = [];
  for await (const part of request.files()) {
    const result = await importPackage(await part.toBuffer(), part.filename);
    if (result.kind === 'refused') refused.push({ file: part.filename, message: result.message });
    else {
      for (const course of result.courses) {
        lms.courses.set(course.id, course);
        imported.push({ id: course.id, title: course.title });
      }
    }
  }
  changed();
  if ((request.headers.accept ?? '').includes('application/json')) return reply.send({ courses: imported, refused });
  const message = [`${imported.length} imported.`, ...refused.map(({ file, message: why }) => `${file}: ${why}`)].join(
    ' ',
  );
  return reply.redirect(`/?message=${encodeURIComponent(message.slice(0, 500))}`, 303);
}

function problem(reply: FastifyReply, detail: string): FastifyReply {
  return reply
    .status(422)
    .type('application/problem+json')
    .send(JSON.stringify({ title: 'The request is not valid', detail }));
}

function textField(body: unknown, name: string): string | null {
  const value = field(body, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

function flag(body: unknown, name: string): boolean {
  return field(body, name) === true;
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? new Map<string, unknown>(Object.entries(body)).get(name)
    : undefined;
}
