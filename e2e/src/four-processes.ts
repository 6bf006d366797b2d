import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { join } from 'node:path';
import { SERVICES, type ServiceName, serviceOfPath } from '@aicc-bridge/contracts';
import { freePort } from '@aicc-bridge/database';
import { createTestDatabase, until } from '@aicc-bridge/testing';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const PASSWORD = 'test-admin-password';

/** The distributed form on one machine: a process per service, real Kafka, real PostgreSQL, an edge like Caddy's. */
export class FourProcesses {
  readonly bridgeUrl: string;
  readonly adminPassword = PASSWORD;
  private readonly children = new Map<ServiceName, ChildProcess>();
  private readonly ports = new Map<ServiceName, number>();
  /** what the processes said, for a failing test */
  readonly output: string[] = [];

  private constructor(
    private readonly edge: Server,
    edgePort: number,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly databaseUrls: Readonly<Record<string, string>>,
    private readonly dropDatabase: () => Promise<void>,
  ) {
    this.bridgeUrl = `http://127.0.0.1:${edgePort}`;
  }

  /** @param more environment on top, for every process */
  static async start(brokers: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<FourProcesses> {
    const database = await createTestDatabase(SERVICES);
    const databaseUrls = Object.fromEntries(SERVICES.map((service) => [service, database.urlOf(service)]));
    const edgePort = await freePort();
    const environment = {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      // A killed member's partitions are handed over after this long.
      KAFKA_SESSION_TIMEOUT_MS: '2000',
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_PREFIX: `e${randomBytes(4).toString('hex')}.`,
      PUBLIC_URL: `http://127.0.0.1:${edgePort}`,
      KEYRING: `k1:${randomBytes(32).toString('base64url')}`,
      BOOTSTRAP_ADMIN_PASSWORD: PASSWORD,
      ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
      HOST: '127.0.0.1',
      ...more,
    };
    const ports = new Map<ServiceName, number>();
    const edge = createServer((request, response) => {
      const port = ports.get(serviceOfPath((request.url ?? '/').split('?', 1)[0] ?? '/'));
      const onward = httpRequest(
        { host: '127.0.0.1', port, path: request.url, method: request.method, headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.writeHead(502).end());
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => edge.listen(edgePort, '127.0.0.1', resolve));
    const system = new FourProcesses(edge, edgePort, environment, databaseUrls, () => database.drop());
    for (const service of SERVICES) {
      ports.set(service, await freePort());
      system.ports.set(service, ports.get(service) ?? 0);
    }
    for (const service of SERVICES) system.run(service);
    try {
      await system.ready();
    } catch (error) {
      await system.stop();
      throw new Error(`The processes did not become ready. They said:\n${system.output.join('').slice(-4_000)}`, {
        cause: error,
      });
    }
    return system;
  }

  /** SIGKILL: no handler runs, nothing is drained. */
  async kill(service: ServiceName): Promise<void> {
    const child = this.children.get(service);
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await gone;
  }

  run(service: ServiceName): void {
    const child = spawn(process.execPath, [join(REPOSITORY, 'services', service, 'dist', 'main.js')], {
      env: { ...this.environment, PORT: String(this.ports.get(service)), DATABASE_URL: this.databaseUrls[service] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => this.output.push(`${service}: ${chunk.toString()}`));
    this.children.set(service, child);
  }

  async ready(): Promise<void> {
    for (const [service, port] of this.ports) {
      await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, {
        what: `${service} to be ready`,
        timeoutMs: 60_000,
        everyMs: 100,
      });
    }
  }

  async stop(): Promise<void> {
    const gone = [...this.children.values()].map(
      (child) =>
        new Promise<number | null>((resolve) =>
          child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve),
        ),
    );
    for (const child of this.children.values()) child.kill('SIGTERM');
    await Promise.all(gone);
    this.edge.closeAllConnections();
    await new Promise((resolve) => this.edge.close(resolve));
    await this.dropDatabase();
  }
}
