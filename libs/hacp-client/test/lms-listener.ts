import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { HacpClient, type HacpClientOptions, type HacpExchange, type ResolvedAddress } from '@aicc-bridge/hacp-client';

export const NAME = 'lms.example.org';
export const LOOPBACK = ['127.0.0.0/8', '::1/128'];
export const OK_BODY = 'error=0\r\nerror_text=Successful\r\n';

/** What a listener does with one whole request; `nth` counts the requests of this connection from 1. */
export type Answer = (socket: net.Socket, request: string, nth: number) => void;

export interface LmsListener {
  readonly port: number;
  /** connections taken, dead ones included */
  readonly connections: () => number;
  /** requests that came whole, in order of arrival */
  readonly requests: readonly string[];
  /** sockets that are open now */
  readonly openSockets: () => number;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly onConnection?: (socket: net.Socket) => void;
  readonly tls?: tls.TlsOptions;
}

/** A raw listener on loopback: it writes whatever bytes a test wants, right or wrong. */
export async function lmsListener(
  answer: Answer,
  { onConnection, tls: secure }: ListenerOptions = {},
): Promise<LmsListener> {
  const sockets = new Set<net.Socket>();
  const requests: string[] = [];
  let connections = 0;
  const serve = (socket: net.Socket): void => {
    socket.on('error', () => undefined);
    let text = '';
    let nth = 0;
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (;;) {
        const length = wholeRequest(text);
        if (length === null) return;
        const request = text.slice(0, length);
        text = text.slice(length);
        requests.push(request);
        answer(socket, request, ++nth);
      }
    });
  };
  const count = (socket: net.Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    onConnection?.(socket);
  };
  const server = secure === undefined ? net.createServer(serve) : tls.createServer(secure, serve);
  server.on('connection', count);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connections: () => connections,
    requests,
    openSockets: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function wholeRequest(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, head))?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : null;
}

export function answerText(body: string, head: readonly string[] = []): string {
  return ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...head, '', body].join('\r\n');
}

export const answersOk: Answer = (socket) => socket.write(answerText(OK_BODY));

/** The request's body, e.g. to tell which message a listener has got. */
export function bodyOf(request: string): string {
  return request.slice(request.indexOf('\r\n\r\n') + 4);
}

export interface TestClient {
  readonly client: HacpClient;
  readonly lookups: readonly string[];
  /** one message to `http://lms.example.org:<port>/aicc` unless the url is given */
  readonly post: (
    body: string,
    more?: { url?: string; deadlineMs?: number; signal?: AbortSignal },
  ) => Promise<HacpExchange>;
}

/** A client for which `lms.example.org` is this listener, with short limits. */
export function testClient(
  port: number,
  options: Partial<HacpClientOptions> & { readonly addresses?: readonly string[] } = {},
): TestClient {
  const lookups: string[] = [];
  const { addresses = ['127.0.0.1'], ...rest } = options;
  const client = new HacpClient({
    allowedNetworks: LOOPBACK,
    connectTimeoutMs: 1_000,
    ...rest,
    resolve: async (name) => {
      lookups.push(name);
      return rest.resolve ? rest.resolve(name) : addresses.map(asResolved);
    },
  });
  return {
    client,
    lookups,
    post: (body, { url = `http://${NAME}:${port}/aicc`, deadlineMs = 2_000, signal } = {}) =>
      client.exchange({
        url,
        body,
        deadlineMs,
        allowedHosts: [{ name: NAME, port, http: true }],
        ...(signal === undefined ? {} : { signal }),
      }),
  };
}

export function asResolved(address: string): ResolvedAddress {
  return { address, family: net.isIP(address) };
}

export function certificate(name: string): { readonly cert: string; readonly key: string } {
  return { cert: pem(name), key: pem(`${name}-key`) };
}

export function pem(name: string): string {
  return readFileSync(new URL(`certs/${name}.pem`, import.meta.url), 'utf8');
}

/** Text of an answer; the kind and detail of anything else, so that a failed test says what came instead. */
export function told(exchange: HacpExchange): string {
  return exchange.kind === 'answered'
    ? Buffer.from(exchange.body).toString('latin1')
    : `${exchange.kind}: ${exchange.detail}`;
}
