import { connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy that cuts each connection once so many bytes of the answer have passed. */
export class CuttingProxy {
  private constructor(
    private readonly server: Server,
    private readonly sockets: ReadonlySet<Socket>,
    readonly port: number,
  ) {}

  /** @param limits bytes let through per connection, in order; the connections after them are not cut */
  static async start(target: number, limits: readonly number[]): Promise<CuttingProxy> {
    const left = [...limits];
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      let allowed = left.shift() ?? Infinity;
      const upstream = connect(target, '127.0.0.1');
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
      }
      client.pipe(upstream);
      upstream.on('data', (chunk: Buffer) => {
        const some = chunk.subarray(0, allowed);
        allowed -= some.length;
        client.write(some);
        if (allowed > 0) return;
        // A reset, as a lost line: neither side gets a proper end.
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      });
      upstream.on('end', () => client.end());
      client.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return new CuttingProxy(server, sockets, address !== null && typeof address === 'object' ? address.port : 0);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
