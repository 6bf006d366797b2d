import dgram from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { afterEach, expect, test } from '@jest/globals';
import { systemResolver } from '../src/resolve-name.js';

type Reply = (question: Buffer) => Buffer | null;

let server: dgram.Socket | null = null;
let questions = 0;

/** A name server on loopback that says what a test wants. */
async function nameServer(reply: Reply): Promise<string> {
  const socket = dgram.createSocket('udp4');
  server = socket;
  questions = 0;
  socket.on('message', (question, from) => {
    questions += 1;
    const answer = reply(question);
    if (answer) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return `127.0.0.1:${socket.address().port}`;
}

afterEach(() => {
  server?.close();
});

/** Head of an answer: the question's id, a response, recursion available, and this result code. */
function head(question: Buffer, code: number, answers: number): Buffer {
  const packet = Buffer.from(question);
  packet.writeUInt16BE(0x81_80 | code, 2);
  packet.writeUInt16BE(answers, 6);
  packet.writeUInt16BE(0, 8);
  packet.writeUInt16BE(0, 10);
  return packet.subarray(0, endOfQuestion(question));
}

function endOfQuestion(question: Buffer): number {
  return question.indexOf(0, 12) + 5;
}

function isForIpv4(question: Buffer): boolean {
  return question.readUInt16BE(endOfQuestion(question) - 4) === 1;
}

const withAddress: Reply = (question) =>
  isForIpv4(question)
    ? Buffer.concat([head(question, 0, 1), Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 9])])
    : head(question, 0, 0);

test('a name with an IPv4 address only is resolved', async () => {
  const resolve = systemResolver({ hostsFile: '/none', servers: [await nameServer(withAddress)] });
  expect(await resolve('lms.example.org')).toEqual([{ address: '192.0.2.9', family: 4 }]);
});

test('SERVFAIL is told as such, and the system is not asked a second time', async () => {
  const resolve = systemResolver({
    hostsFile: '/none',
    servers: [await nameServer((question) => head(question, 2, 0))],
  });
  await expect(resolve('lms.example.org')).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

test('twenty names whose server is silent hold no thread: the system’s lookup and files go on', async () => {
  const servers = [await nameServer(() => null)];
  const resolve = systemResolver({ hostsFile: '/none', servers, timeoutMs: 1_000 });
  let ended = 0;
  const silent = Array.from({ length: 20 }, (_, at) =>
    resolve(`silent${at}.example.org`)
      .catch((error: unknown) => error)
      .finally(() => (ended += 1)),
  );
  await lookup('localhost');
  expect(ended).toBe(0);
  for (const failure of await Promise.all(silent)) expect(failure).toMatchObject({ code: 'ETIMEOUT' });
  expect(questions).toBeGreaterThanOrEqual(40);
});
