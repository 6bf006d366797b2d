import { z } from 'zod';
import { patiently } from './until.js';

const Row = z.object({
  username: z.string(),
  courseId: z.string(),
  status: z.string(),
  score: z.number().nullable(),
  timeSeconds: z.number(),
  completions: z.number(),
  putParams: z.number(),
});
export type GradebookRow = z.infer<typeof Row>;

/** The demo LMS as its admin and its learners use it. */
export class DemoLms {
  constructor(private readonly url: string) {}

  async importPackage(zip: Blob, name: string): Promise<void> {
    const form = new FormData();
    form.append('package', zip, name);
    const answer = await fetch(`${this.url}/courses/import`, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
    });
    const { courses, refused } = z
      .object({ courses: z.array(z.unknown()), refused: z.array(z.unknown()) })
      .parse(await answer.json());
    if (courses.length !== 1) throw new Error(`The LMS did not take the package: ${JSON.stringify(refused)}`);
  }

  async launch(username: string, courseId: string, newAttempt: boolean): Promise<{ launchUrl: string; sid: string }> {
    const body = JSON.stringify({ username, courseId, newAttempt });
    const answer = await fetch(`${this.url}/api/launches`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`The LMS did not launch: ${await answer.text()}`);
    return z.object({ launchUrl: z.string(), sid: z.string() }).parse(await answer.json());
  }

  async row(username: string, courseId: string): Promise<GradebookRow | null> {
    const answer = await patiently(() => fetch(`${this.url}/api/gradebook`), 'gradebook');
    const { rows } = z.object({ rows: z.array(Row) }).parse(await answer.json());
    return rows.find((row) => row.username === username && row.courseId === courseId) ?? null;
  }

  /** Whether the LMS has confirmed an ExitAU of this session. */
  async exited(sid: string): Promise<boolean> {
    const answer = await fetch(`${this.url}/api/log`);
    const { messages } = z
      .object({ messages: z.array(z.object({ sid: z.string(), command: z.string(), answer: z.string() })) })
      .parse(await answer.json());
    return messages.some(
      (message) => message.sid === sid && message.command === 'ExitAU' && message.answer.startsWith('error=0'),
    );
  }
}
