import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AllowedHost, checkAiccUrl, readHostName } from './aicc-url.js';

const LMS: AllowedHost = { name: 'lms.example.net', port: 443, http: false };
const ALLOWED: readonly AllowedHost[] = [
  LMS,
  { name: 'xn--gre-6ka8i.example.net', port: 443, http: false },
  { name: 'old.example.net', port: 80, http: true },
  { name: 'old.example.net', port: 8443, http: false },
  { name: 'shared.example.net', port: 443, http: false, pathPrefix: '/acme' },
];

test.each([
  ['https://lms.example.net/hacp?tenant=7', 443, 'https'],
  ['https://LMS.Example.NET/hacp', 443, 'https'],
  ['https://lms.example.net:443/hacp', 443, 'https'],
  ['https://größe.example.net/hacp', 443, 'https'],
  ['http://old.example.net/hacp', 80, 'http'],
  ['https://old.example.net:8443/hacp', 8443, 'https'],
  ['https://shared.example.net/acme', 443, 'https'],
  ['https://shared.example.net/acme/hacp', 443, 'https'],
] as const)('rule 70: %s is on the list, and is posted to as it stands', (url, port, scheme) => {
  expect(checkAiccUrl(url, ALLOWED)).toMatchObject({ kind: 'allowed', url, port, scheme });
});

test.each([
  ['another host', 'https://evil.example/hacp', 'host'],
  ['a longer name', 'https://lms.example.net.evil.example/', 'host'],
  ['a shorter name', 'https://example.net/', 'host'],
  ['a name beside it', 'https://xlms.example.net/', 'host'],
  ['another port', 'https://lms.example.net:8443/', 'port'],
  ['http', 'http://lms.example.net:443/', 'plain-http'],
  ['another path', 'https://shared.example.net/acmeevil', 'path'],
  ['dots out of the path', 'https://shared.example.net/acme/../evil', 'path'],
  ['escaped dots out of the path', 'https://shared.example.net/acme/%2e%2e/evil', 'path'],
  ['a user name', 'https://lms.example.net@evil.example/', 'user-info'],
  ['an empty user name', 'https://@lms.example.net/', 'user-info'],
  ['a password', 'https://a:b@lms.example.net/', 'user-info'],
  ['an IPv4 address', 'https://127.0.0.1/', 'ip-literal'],
  ['a decimal address', 'https://2130706433/', 'ip-literal'],
  ['an octal address', 'https://0177.0.0.1/', 'ip-literal'],
  ['a hexadecimal address', 'https://0x7f000001/', 'ip-literal'],
  ['a short address', 'https://127.1/', 'ip-literal'],
  ['an address in wide digits', 'https://１２７.0.0.1/', 'ip-literal'],
  ['an IPv6 address', 'https://[::1]/', 'ip-literal'],
  ['a mapped address', 'https://[::ffff:127.0.0.1]/', 'ip-literal'],
  ['a script', 'javascript:alert(1)', 'scheme'],
  ['a file', 'file:///etc/passwd', 'scheme'],
  ['ftp', 'ftp://lms.example.net/', 'scheme'],
  ['no URL', 'lms', 'not-a-url'],
  ['an empty text', '', 'not-a-url'],
  ['a line break that URL parsers drop', 'https://lms.exam\nple.net/', 'not-a-url'],
  ['a tab that URL parsers drop', 'https://lms.example.net/\thacp', 'not-a-url'],
  ['a backslash that URL parsers turn', 'https://lms.example.net\\@evil.example/', 'not-a-url'],
  ['a blank in front', ' https://lms.example.net/', 'not-a-url'],
  ['slashes that URL parsers add', 'https:lms.example.net/', 'not-a-url'],
  ['slashes that URL parsers drop', 'https:///lms.example.net/', 'not-a-url'],
  ['more than 4000 characters', `https://lms.example.net/${'x'.repeat(4_000)}`, 'not-a-url'],
] as const)('rules 70 and 71: %s is refused', (_why, url, why) => {
  expect(checkAiccUrl(url, ALLOWED)).toMatchObject({ kind: 'refused', why });
});

test('nothing is allowed but a host on the list, whatever is tried', () => {
  const piece = fc.oneof(
    fc.constantFrom('https://', 'http://', 'lms.example.net', '@', ':', '443', '/', '\\', '?', '#', '%00', '[', '.'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const verdict = checkAiccUrl(pieces.join(''), [LMS]);
      if (verdict.kind === 'allowed') expect(new URL(verdict.url).host).toBe('lms.example.net');
      expect(checkAiccUrl(pieces.join(''), []).kind).toBe('refused');
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['lms.example.net', 'lms.example.net', null],
  [' LMS.Example.NET ', 'lms.example.net', null],
  ['lms.example.net:8443', 'lms.example.net', 8_443],
  ['lms.example.net:443', 'lms.example.net', 443],
  ['größe.example.net', 'xn--gre-6ka8i.example.net', null],
  ['lms.example.net.', 'lms.example.net', null],
  ['localhost:8090', 'localhost', 8_090],
  ['lms_1', 'lms_1', null],
])('S28: the host name %j is kept as %s', (typed, name, port) => {
  expect(readHostName(typed)).toEqual({ kind: 'host', name, port });
});

test.each([
  [''],
  ['https://lms.example.net'],
  ['lms.example.net/hacp'],
  ['user@lms.example.net'],
  ['*.example.net'],
  ['lms example.net'],
  ['127.0.0.1'],
  ['0x7f.1'],
  ['[::1]'],
  ['lms.example.net:99999'],
  ['lms.example.net:0'],
  ['-lms.example.net'],
  ['lms..example.net'],
  ['x'.repeat(300)],
])('S28: %j is no host name, and the admin is told what to do', (typed) => {
  const read = readHostName(typed);
  expect(read.kind).toBe('not-a-host-name');
  if (read.kind === 'not-a-host-name') expect(read.cure).toMatch(/\.$/);
});

test('a host name that was taken is allowed afterwards, in whatever way it was typed', () => {
  fc.assert(
    fc.property(fc.domain(), (domain) => {
      const read = readHostName(domain.toUpperCase());
      if (read.kind !== 'host') return;
      expect(checkAiccUrl(`https://${domain}/hacp`, [{ name: read.name, port: 443, http: false }]).kind).toBe(
        'allowed',
      );
    }),
  );
});
