import { createServer, type Server } from 'node:http';
import { type ServiceName, serviceOfPath } from '@aicc-bridge/contracts';
import type { ServiceApp } from '@aicc-bridge/platform';

/** One origin for four services: the route table of libs/contracts decides who answers (design §2). */
export function createEdge(services: Readonly<Record<ServiceName, ServiceApp>>): Server {
  return createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/readyz')
      return void answerReadiness(services, (status, body) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      );
    services[serviceOfPath(path)].handle(request, response);
  });
}

async function answerReadiness(
  services: Readonly<Record<ServiceName, ServiceApp>>,
  answer: (status: number, body: unknown) => void,
): Promise<void> {
  for (const [name, service] of Object.entries(services)) {
    const verdict = await service.ready();
    if (!verdict.ready) return answer(503, { status: 'not-ready', service: name, why: verdict.why });
  }
  answer(200, { status: 'ready' });
}

/**
 * Says that a port is taken before anything slow has begun.
 *
 * @throws Error with one clear line
 */
export async function expectFreePort(port: number, host: string, variable: string): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host, variable);
  await new Promise((resolve) => probe.close(resolve));
}

/** @throws Error with one clear line if the port is taken */
export async function listen(server: Server, port: number, host: string, variable: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is busy. Stop what listens there, or choose another one with ${variable}.`)
          : error,
      ),
    );
    server.listen(port, host, () => resolve());
  });
}
