import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConsoleFiles } from '../src/home/console-files.provider.js';
import { HomeController } from '../src/home/home.controller.js';

@Module({ controllers: [HomeController], providers: [ConsoleFiles] })
class ConsoleOnly {}

let app: NestFastifyApplication;
let base: string;

beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(ConsoleOnly, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
});
afterAll(() => app?.close());

async function script(): Promise<string> {
  const page = await (await fetch(base)).text();
  return /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
}

describe('the console', () => {
  test.each([
    '/',
    '/all',
    '/all/home',
    '/t/01a210a7-83e9-79f1-ac51-632b218b9ffb/reports/launches/x',
    '/help',
    '/help/moodle',
  ])('is one page at %s, kept by nobody, with a policy that allows nothing inline and no frame', async (path) => {
    const answer = await fetch(`${base}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test.each([
    '/api',
    '/api/tenantz',
    '/api/t/x',
    '/nowhere',
    '/allx',
    '/assets',
    '/assets/missing.js',
    '/assets/..%2findex.html',
    '/assets/%2e%2e%2f.stamp',
  ])('does not answer for %s', async (path) => expect((await fetch(`${base}${path}`)).status).toBe(404));

  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('sends its files as "%s" asks, and for ever', async (accepted, encoding) => {
    const answer = await fetch(`${base}${await script()}`, { headers: { 'accept-encoding': accepted } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')).toBe('accept-encoding');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.text()).toContain('aicc-bridge');
  });
});
