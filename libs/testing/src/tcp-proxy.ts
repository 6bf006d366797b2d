import net from 'node:net';

/** `pass` = as if it were not there; `refuse` = nobody listens; `hang` = connections stay open and nothing moves. */
export type ProxyMode = 'pass' | 'refuse' | 'hang';

/** What a wire does to one piece of what goes over it: passes it on after so many ms, or ends the connection. */
export type WireFault = (piece: Buffer, from: 'client' | 'server') => number | 'cut';

/** A wire that a test can cut: stands before a server and behaves as told (reliability §4b). */
export class TcpProxy {
  /** looked at for each piece while the mode is `pass`; null = everything passes at once */
  fault: WireFault | null = null;
  private mode: ProxyMode = 'pass';
  /** connections that clients have made */
  connections = 0;
  private readonly stranded: (readonly [net.Socket, net.Socket])[] = [];
  private readonly pairs = new Set<readonly [net.Socket, net.Socket]>();

  private constructor(
    private readonly server: net.Server,
    readonly port: number,
  ) {}

  /** @param port of the server; a function is asked for it at each connection */
  static async before(host: string, port: number | (() => number)): Promise<TcpProxy> {
    const server = net.createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address !== 'object') throw new Error('the proxy has no port');
    const proxy = new TcpProxy(server, address.port);
    server.on('connection', (client) => proxy.connect(client, host, typeof port === 'number' ? port : port()));
    return proxy;
  }

  /** From now on. `refuse` also ends what is open. */
  become(mode: ProxyMode): void {
    this.mode = mode;
    for (const pair of this.pairs)
      for (const socket of pair) {
        if (mode === 'refuse') socket.destroy();
        else if (mode === 'hang') socket.pause();
        else socket.resume();
      }
  }

  /** What is open now stays open and nothing moves on it ever again; new connections pass. */
  strand(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.pause().removeAllListeners('data');
    this.stranded.push(...this.pairs);
    this.pairs.clear();
  }

  async close(): Promise<void> {
    for (const pair of this.stranded) for (const socket of pair) socket.destroy();
    this.become('refuse');
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Late pieces hold up those behind them, as on a real wire. */
  private inOrder(to: net.Socket): (piece: Buffer, ms: number) => void {
    let busyUntil = 0;
    return (piece, ms) => {
      const now = performance.now();
      if (ms === 0 && busyUntil <= now) return void to.write(piece);
      busyUntil = Math.max(busyUntil, now + ms);
      setTimeout(() => to.writable && to.write(piece), busyUntil - now);
    };
  }

  private connect(client: net.Socket, host: string, port: number): void {
    if (this.mode === 'refuse') return void client.destroy();
    this.connections += 1;
    const server = net.connect({ host, port });
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client] as const]) {
      const passOn = this.inOrder(to);
      from.on('data', (chunk: Buffer) => {
        const fate = this.fault?.(chunk, from === client ? 'client' : 'server') ?? 0;
        if (fate === 'cut') for (const socket of pair) socket.destroy();
        else passOn(chunk, fate);
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.mode === 'hang') server.pause();
    else client.resume();
  }
}
