import { createServer } from 'node:http';

/** A bare LMS: takes every message, says `error=0`, counts. Its count comes by `GET /count`. */
const ANSWER = 'error=0\r\nerror_text=Successful\r\n';
let count = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end(String(count));
  request.on('data', () => undefined);
  request.on('end', () => {
    count += 1;
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': ANSWER.length }).end(ANSWER);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 });
});
process.on('disconnect', () => process.exit(0));
