import { createServer as createHttp, request, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { generate } from 'selfsigned';

/** The bridge over https, as behind an edge: same paths, and the edge says which scheme the visitor used. */
export async function httpsFront(bridgeUrl: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048, algorithm: 'sha256' });
  const { hostname, port } = new URL(bridgeUrl);
  const server = createHttps({ key: made.private, cert: made.cert }, (incoming, outgoing) => {
    const headers = { ...incoming.headers, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' };
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  return { url: `https://127.0.0.1:${await listening(server, '127.0.0.1')}`, close: () => closed(server) };
}

/** A page of another site that shows an address the ways LMSs do: in a frame, in a pop-up, in the same tab, or by a posted form. */
export async function lmsPage(): Promise<{
  readonly origin: string;
  of(way: 'frame' | 'pop-up' | 'same-tab', address: string): string;
  close(): Promise<void>;
}> {
  const server = createHttp((incoming, outgoing) => {
    const asked = new URL(incoming.url ?? '/', 'http://lms');
    const address = (asked.searchParams.get('to') ?? '').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    const shown: Record<string, string> = {
      '/frame': `<iframe src="${address}" title="Course" width="1000" height="760"></iframe>`,
      '/pop-up': `<a href="${address}" target="course" id="open">Open</a>`,
      '/same-tab': `<a href="${address}" id="open">Open</a>`,
    };
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    outgoing.end(`<!doctype html><html lang="en"><title>An LMS</title>${shown[asked.pathname] ?? ''}`);
  });
  const origin = `http://localhost:${await listening(server, '127.0.0.1')}`;
  return {
    origin,
    of: (way, address) => `${origin}/${way}?to=${encodeURIComponent(address)}`,
    close: () => closed(server),
  };
}

function listening(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
