import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as OTPAuth from 'otpauth';
import { z } from 'zod';
import { type Launch, PASSWORD, startLaunch } from './launch-under-test.js';

/** The publisher's people must have a second factor (`SECOND_FACTOR=required`). */
let launch: Launch;
beforeAll(async () => {
  launch = await startLaunch({ secondFactor: 'required' });
  await launch.person('root', null, 'publisher-admin');
  await launch.person('helper', null, 'publisher-support');
}, 60_000);
afterAll(() => launch?.close());

async function post(path: string, body: object): Promise<{ status: number; type: string; body: unknown }> {
  const answer = await fetch(`${launch.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return {
    status: answer.status,
    type: z.looseObject({ type: z.string().default('') }).parse(parsed).type,
    body: parsed,
  };
}

test.each([['root'], ['helper']])(
  '%s of the publisher gets no token before a second factor is enrolled, and then only with its code',
  async (username) => {
    const credentials = { username, password: PASSWORD };
    const before = await post('/auth/token', credentials);
    expect(before).toMatchObject({ status: 403, type: 'urn:aicc-bridge:problem:second-factor-missing' });
    expect(JSON.stringify(before.body)).not.toContain('accessToken');

    const { secret } = z.object({ secret: z.string() }).parse((await post('/auth/totp', credentials)).body);
    const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret), digits: 6, period: 30 });
    const code = (): string => totp.generate({ timestamp: launch.clock.now().getTime() });
    // An enrolment that was only begun is none.
    expect((await post('/auth/token', { ...credentials, code: code() })).status).toBe(403);
    expect((await post('/auth/totp/confirm', { ...credentials, code: code() })).status).toBe(204);

    launch.clock.offsetMs += 30_000;
    expect((await post('/auth/token', credentials)).type).toBe('urn:aicc-bridge:problem:code-needed');
    expect((await post('/auth/token', { ...credentials, code: code() })).status).toBe(200);
  },
);

test('it cannot be enrolled without the password', async () => {
  expect((await post('/auth/totp', { username: 'root', password: 'guess-guess-guess' })).status).toBe(401);
});

test('the people of an organisation sign in as before', async () => {
  const credentials = { username: 'boss', password: PASSWORD, organisation: 'Acme Corp' };
  expect((await post('/auth/token', credentials)).status).toBe(200);
});
