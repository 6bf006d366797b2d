import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerHacp, type HacpReply, LOST, readForm } from './hacp.js';
import type { Scripted } from './lms.js';
import type { Site } from './simulator.js';

const HACP_PATH = '/mod/scorm/aicc.php';

/** The AICC script of the LMS, with the personalities that tests and demos can give it. */
export function registerHacp({ app, lms, changed }: Site): void {
  app.route({
    method: ['GET', 'POST'],
    url: HACP_PATH,
    handler: async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      const fields = readForm(body === '' ? (request.url.split('?')[1] ?? '') : body);
      const sid = fields.get('session_id') ?? '';
      const command = (fields.get('command') ?? '').toLowerCase();
      lms.enter(sid);
      try {
        const answer = await respond(request, reply, command, sid);
        const session = lms.sessions.get(sid);
        lms.log.push({
          at: lms.now(),
          sid,
          username: session?.username ?? null,
          courseId: session?.courseId ?? null,
          command: fields.get('command') ?? '',
          request: body,
          ...answer,
          answer: answer.body,
        });
        if (lms.log.length > 5_000) lms.log.splice(0, 1_000);
        changed();
      } finally {
        lms.leave(sid);
      }
      return reply;

      async function respond(
        of: FastifyRequest,
        to: FastifyReply,
        commandName: string,
        sessionId: string,
      ): Promise<HacpReply> {
        const scripted = lms.nextScripted(commandName, sessionId);
        if (scripted) return playScript(to, scripted, () => answerHacp(lms, fields));
        const answer = byPersonality(lms.personality, to, () =>
          of.method === 'GET' || isForm(of) ? answerHacp(lms, fields, lms.personality !== 'stores-nothing') : LOST,
        );
        if (lms.personality === 'hang') await new Promise((resolve) => to.raw.once('close', resolve));
        else await to.status(answer.status).type('text/html; charset=utf-8').send(answer.body);
        return answer;
      }
    },
  });
}

function isForm(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

function byPersonality(personality: string, reply: FastifyReply, normal: () => HacpReply): HacpReply {
  if (personality === 'hacp-off') {
    void reply.header('location', '/login');
    return { status: 303, body: '' };
  }
  if (personality === 'server-error') {
    void reply.header('retry-after', '2');
    return { status: 503, body: '<html><body>The site is undergoing maintenance.</body></html>' };
  }
  return normal();
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
