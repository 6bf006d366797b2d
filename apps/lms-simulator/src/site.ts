import type { FastifyReply, FastifyRequest } from 'fastify';
import { launchUrl } from './launch-url.js';
import { courseList, coursePage, framePage, gradebookPage, loginPage, logPage, page } from './pages.js';
import type { Site } from './running-site.js';

/** The pages that a learner and an LMS admin see. */
export function registerPages({ app, lms, hacpUrl, changed }: Site): void {
  const userOf = (request: FastifyRequest): string | null =>
    lms.learners.find(({ username }) => username === request.cookies['sim_user'])?.username ?? null;
  const show = (reply: FastifyReply, title: string, main: string, request: FastifyRequest): FastifyReply =>
    // The probe shows in tests that a SameSite=Lax cookie is not sent inside a cross-site frame.
    reply
      .type('text/html; charset=utf-8')
      .setCookie('lms_probe', '1', { path: '/', sameSite: 'lax' })
      .send(page({ title, path: request.url.split('?')[0] ?? '/', username: userOf(request) }, main));
  const missing = (reply: FastifyReply, request: FastifyRequest): FastifyReply =>
    show(reply.status(404), 'Not found', '<p>There is no such course here. <a href="/">All courses</a></p>', request);

  app.get('/', async (request, reply) => {
    const search = query(request, 'q');
    const words = search.toLowerCase();
    const courses = [...lms.courses.values()]
      .filter(({ title, description }) => `${title} ${description}`.toLowerCase().includes(words))
      .sort((a, b) => a.title.localeCompare(b.title));
    return show(reply, 'Courses', courseList(courses, search, query(request, 'message')), request);
  });
  app.get('/login', async (request, reply) =>
    show(reply, 'Who are you?', loginPage(lms, query(request, 'next') || '/'), request),
  );
  app.post('/login', async (request, reply) => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    const next = form.get('next') ?? '/';
    return reply
      .setCookie('sim_user', form.get('username') ?? '', { path: '/', sameSite: 'lax', httpOnly: true })
      .redirect(/^\/(?![/\\])/.test(next) ? next : '/', 303);
  });
  app.get<{ Params: { id: string } }>('/courses/:id', async (request, reply) => {
    const course = lms.courses.get(request.params.id);
    if (!course) return missing(reply, request);
    const username = userOf(request);
    return show(
      reply,
      course.title,
      coursePage(
        course,
        lms.gradebook().filter((row) => row.username === username && row.courseId === course.id),
      ),
      request,
    );
  });
  app.get<{ Params: { id: string } }>('/courses/:id/launch', async (request, reply) => {
    const course = lms.courses.get(request.params.id);
    if (!course) return missing(reply, request);
    const username = userOf(request);
    if (username === null) return reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 303);
    const session = lms.launch(
      username,
      course.id,
      query(request, 'newattempt') === '1',
      query(request, 'mode') === 'preview',
    );
    if (!session) return missing(reply, request);
    changed();
    return show(reply, course.title, framePage(course, launchUrl(course, session.sid, hacpUrl()), session), request);
  });
  app.get('/gradebook', async (request, reply) =>
    show(reply, 'Gradebook', gradebookPage(lms.gradebook(), lms), request),
  );
  app.get('/log', async (request, reply) => {
    const wanted = query(request, 'learner');
    return show(
      reply,
      'Message log',
      logPage(
        lms.log
          .filter(({ username }) => wanted === '' || username === wanted)
          .slice(-200)
          .reverse(),
      ),
      request,
    );
  });
}

function query(request: FastifyRequest, name: string): string {
  return new URLSearchParams(request.url.split('?')[1] ?? '').get(name) ?? '';
}
