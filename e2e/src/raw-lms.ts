import { createServer, type Server, type Socket } from 'node:net';
import type { RunningSimulator } from '@aicc-bridge/lms-simulator';

/** Does to one request what it likes; `forward` lets the LMS behind have it and gives its answer as it would go out. */
export type RawFault = (socket: Socket, forward: () => Promise<Buffer>) => unknown;

/** A host of its own before a pretend LMS, on bare sockets: passes messages on, or breaks HTTP in the ways that a test asks for. */
export class RawLms {
  connections = 0;
  requests = 0;
  /** for each request from now on, until it is set to null */
  always: RawFault | null = null;
  private readonly once: { readonly command: string; readonly fault: RawFault }[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly upstream: RunningSimulator,
  ) {}

  /** @param at where it listens; default any free port of 127.0.0.1 */
  static async before(
    upstream: RunningSimulator,
    at: { readonly port?: number; readonly address?: string } = {},
  ): Promise<RawLms> {
    const server = createServer();
    const lms = new RawLms(server, upstream);
    server.on('connection', (socket) => lms.serve(socket));
    await new Promise<void>((resolve) => server.listen(at.port ?? 0, at.address ?? '127.0.0.1', resolve));
    return lms;
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** The next message of this command meets the fault. */
  next(command: string, ...faults: readonly RawFault[]): void {
    this.once.push(...faults.map((fault) => ({ command, fault })));
  }

  /** Ends all connections; it goes on listening. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: *(\d+)/i.exec(received)?.[1] ?? 0);
      if (end < 0 || received.length < end + 4 + length) return;
      const body = received.slice(end + 4, end + 4 + length);
      received = received.slice(end + 4 + length);
      // What the LMS behind breaks off is broken off here.
      this.answer(socket, body).catch(() => socket.destroy());
    });
  }

  private async answer(socket: Socket, body: string): Promise<void> {
    this.requests += 1;
    const forward = (): Promise<Buffer> => this.forward(body);
    const command = new URLSearchParams(body).get('command') ?? '';
    const at = this.once.findIndex((one) => one.command === command);
    const fault = (at < 0 ? undefined : this.once.splice(at, 1)[0]?.fault) ?? this.always;
    if (fault) await fault(socket, forward);
    else socket.write(await forward());
  }

  private async forward(body: string): Promise<Buffer> {
    const answer = await fetch(`http://127.0.0.1:${this.upstream.port}/mod/scorm/aicc.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual',
    });
    return httpAnswer(answer.status, Buffer.from(await answer.arrayBuffer()));
  }
}

/** An HTTP/1.1 answer as bytes. */
export function httpAnswer(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-type': 'text/html', 'content-length': String(bytes.length), ...headers });
  const head = [`HTTP/1.1 ${status} X`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), bytes]);
}
