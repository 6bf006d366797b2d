import { z } from 'zod';
import { patiently } from './until.js';
import type { PlannedEvent } from './watching.js';

const LaunchData = z.object({ launchId: z.string(), launchToken: z.string() });

/** A learner's browser without a browser: follows the launch, signs in, posts what was watched. */
export class LearnerPlayer {
  private constructor(
    private readonly origin: string,
    private readonly launchId: string,
    private readonly authorization: string,
  ) {}

  static async open(launchUrl: string, username: string, password: string): Promise<LearnerPlayer> {
    const { origin } = new URL(launchUrl);
    const redirect = await fetch(launchUrl, { redirect: 'manual' });
    const location = redirect.headers.get('location');
    if (redirect.status !== 303 || location === null)
      throw new Error(`The launch was not taken: ${redirect.status} ${(await redirect.text()).slice(0, 300)}`);
    const clean = new URL(location, origin);
    if (/sid|aicc/i.test(clean.search)) throw new Error('sid or aicc_url are still in the visible address (rule 9)');
    const page = await fetch(clean, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
      redirect: 'manual',
    });
    const html = await page.text();
    const data = /<script type="application\/json" id="launch">(.*?)<\/script>/s.exec(html)?.[1];
    if (page.status !== 200 || data === undefined)
      throw new Error(`Sign-in of ${username} did not lead to the player: ${page.status}`);
    const { launchId, launchToken } = LaunchData.parse(JSON.parse(data));
    return new LearnerPlayer(origin, launchId, `Bearer ${launchToken}`);
  }

  async post(events: readonly PlannedEvent[]): Promise<void> {
    const answer = await patiently(
      () =>
        fetch(`${this.origin}/api/viewing-events`, {
          method: 'POST',
          headers: { authorization: this.authorization, 'content-type': 'application/json' },
          body: JSON.stringify({ events }),
        }),
      'viewing events',
    );
    const { accepted } = z.object({ accepted: z.number() }).parse(await answer.json());
    if (accepted !== events.length) throw new Error(`${accepted} of ${events.length} viewing events were accepted`);
  }

  async leave(): Promise<void> {
    const answer = await patiently(
      () =>
        fetch(`${this.origin}/learn/launches/${this.launchId}/leave`, {
          method: 'POST',
          headers: { authorization: this.authorization },
        }),
      'leave',
    );
    if (answer.status !== 204) throw new Error(`Leaving failed: ${answer.status}`);
  }
}
