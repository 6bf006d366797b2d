import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerHacp, type HacpReply, LOST } from './hacp.js';
import type { Lms, Scripted } from './lms.js';
import { quirkOf, type QuirkReply } from './personalities.js';
import { readForm } from './read-form.js';
import type { Site } from './running-site.js';

const HACP_PATH = '/mod/scorm/aicc.php';

/** The AICC script of the LMS, with the personalities that tests and demos can give it. */
export function registerHacp({ app, lms, changed }: Site): void {
  void app.register(async (scope) => {
    // What is neither form nor multipart still gets the LMS's own 404.
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
    for (const url of [HACP_PATH, `${HACP_PATH}/`])
      scope.route({
        method: ['GET', 'POST'],
        url,
        handler: (request, reply) => answerAndLog(lms, changed, request, reply),
      });
  });
}

async function answerAndLog(
  lms: Lms,
  changed: () => void,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const at = lms.now();
  const { fields, text } = await readRequest(request);
  const sid = fields?.get('session_id') ?? '';
  const command = fields?.get('command') ?? '';
  lms.enter(sid);
  try {
    const answer = await respond(lms, fields, command.toLowerCase(), reply);
    const session = lms.sessions.get(sid);
    lms.log.push({
      at,
      sid,
      username: session?.username ?? null,
      courseId: session?.courseId ?? null,
      command,
      request: text,
      status: answer.status,
      answer: answer.body,
    });
    if (lms.log.length > lms.keptMessages) lms.log.splice(0, 1_000);
    changed();
  } finally {
    lms.leave(sid);
  }
  return reply;
}

interface Received {
  /** null: nothing that the LMS can use */
  readonly fields: ReadonlyMap<string, string> | null;
  readonly text: string;
}

async function readRequest(request: FastifyRequest): Promise<Received> {
  const query = request.url.split('?')[1] ?? '';
  if (request.method !== 'POST') return { fields: readForm(query, null), text: query };
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const parts = new URLSearchParams();
    for await (const part of request.parts())
      if (part.type === 'field') parts.append(part.fieldname, String(part.value));
    return { fields: readForm(query, parts.toString()), text: parts.toString() };
  }
  const text = typeof request.body === 'string' ? request.body : '';
  return { fields: type.startsWith('application/x-www-form-urlencoded') ? readForm(query, text) : null, text };
}

async function respond(
  lms: Lms,
  fields: ReadonlyMap<string, string> | null,
  command: string,
  reply: FastifyReply,
): Promise<HacpReply> {
  const sid = fields?.get('session_id') ?? '';
  const answerOnce = (): QuirkReply =>
    quirkOf(lms)({ lms, fields, command, sid, session: lms.session(sid) }, (store = true) =>
      fields === null ? LOST : answerHacp(lms, fields, store),
    );
  const scripted = lms.nextScripted(command, sid);
  if (scripted) return playScript(reply, scripted, answerOnce);
  const answer = answerOnce();
  if (answer.hang === true) await new Promise((resolve) => reply.raw.once('close', resolve));
  else
    await reply
      .status(answer.status)
      .headers(answer.headers ?? {})
      .type('text/html; charset=utf-8')
      .send(answer.body);
  return answer;
}

async function playScript(reply: FastifyReply, step: Scripted, normal: () => HacpReply): Promise<HacpReply> {
  if (step.drop === 'before-store') {
    reply.raw.destroy();
    return { status: 0, body: '' };
  }
  const answer =
    step.status === undefined || step.drop === 'after-store'
      ? normal()
      : { status: step.status, body: step.body ?? '' };
  if (step.drop === 'after-store') {
    reply.raw.destroy();
    return { ...answer, status: 0 };
  }
  await reply
    .status(answer.status)
    .headers(step.headers ?? {})
    .type('text/html; charset=utf-8')
    .send(step.body ?? answer.body);
  return answer;
}
