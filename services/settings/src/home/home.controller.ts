import { readFile } from 'node:fs/promises';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@aicc-bridge/platform';

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>aicc-bridge</title>
<link rel="stylesheet" href="/learn/assets/tokens.css"><link rel="stylesheet" href="/learn/assets/components.css"></head>
<body><main class="page"><h1>aicc-bridge</h1>
<p class="lead">The bridge is running. Learners come here from their LMS.</p>
<ul>
<li>API: <a href="/api/openapi.json">OpenAPI description</a>. Sign in with <code>POST /auth/token</code>.</li>
<li>LMS administrators: download packages under <code>/api/packages/tenants/{tenantId}/library</code>, import them in the LMS.</li>
<li>Engineers: post viewing events to <code>/api/viewing-events</code>, or publish them on the Kafka topic <code>viewing.events.v1</code>.</li>
</ul></main></body></html>`;

const OPENAPI = new URL('../../assets/openapi.json', import.meta.url);

/** A start page until the console takes its place. */
@ApiExcludeController()
@Public()
@Controller()
export class HomeController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
  home(): string {
    return PAGE;
  }

  /** All four services in one document, made by "npm run generate". */
  @Get('api/openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): Promise<string> {
    return readFile(OPENAPI, 'utf8');
  }
}
