import { expect, test } from '@jest/globals';
import {
  changeTenant,
  newTenant,
  replaceHosts,
  revokeLaunchKey,
  rotateLaunchKey,
  TenantChange,
} from './change-tenant.js';

const key = (letter: string): string => letter.repeat(26);
const tenant = newTenant('01935d2e-0000-7000-8000-00000000000a', { name: 'Northwind' }, key('a'));
const hosts = (...list: string[]) => ({
  hosts: list.map((host) => ({ host, http: false, usedFor: 'production' as const })),
});

test.each([
  ['https://lms.example.org', 'more than a host name'],
  ['lms.example.org/x', 'more than a host name'],
  ['', 'is empty'],
  ['10.0.0.1', 'is an address'],
  ['[::1]', 'is an address'],
  ['*.example.org', 'wildcard'],
  ['lms example.org', 'blank'],
])('S28: %j is refused and says how to mend it', (host, why) => {
  const result = replaceHosts(tenant, hosts(host));
  expect(result).toMatchObject({ kind: 'refused', pointer: '#/hosts/0/host' });
  expect(result.kind === 'refused' && result.detail).toContain(why);
});

test('hosts are normalised; https means port 443, allowed http 80', () => {
  const result = replaceHosts(tenant, {
    hosts: [
      { host: 'LMS.Example.org', http: false, usedFor: 'production' },
      { host: 'größe.example', http: true, usedFor: 'test' },
      { host: 'b.example:8443', http: false, usedFor: 'production' },
    ],
  });
  expect(result.kind === 'changed' && result.tenant.hosts).toEqual([
    { name: 'lms.example.org', port: 443, http: false, usedFor: 'production' },
    { name: 'xn--gre-6ka8i.example', port: 80, http: true, usedFor: 'test' },
    { name: 'b.example', port: 8443, http: false, usedFor: 'production' },
  ]);
});

test('the same host twice is refused', () =>
  expect(replaceHosts(tenant, hosts('a.example', 'A.example:443')).kind).toBe('refused'));

test('an integration without host cannot be enabled, nor lose its last host while enabled', () => {
  expect(changeTenant(tenant, { enabled: true }).kind).toBe('refused');
  const withHost = replaceHosts(tenant, hosts('a.example'));
  const enabled = withHost.kind === 'changed' ? changeTenant(withHost.tenant, { enabled: true }) : withHost;
  expect(enabled.kind === 'changed' && enabled.tenant.aggregateVersion).toBe(3);
  expect(enabled.kind === 'changed' && replaceHosts(enabled.tenant, hosts()).kind).toBe('refused');
});

test('an unknown profile and an unknown field are refused', () => {
  expect(changeTenant(tenant, { profile: { id: 'lotus', overrides: {} } })).toMatchObject({
    kind: 'refused',
    pointer: '#/profile/id',
  });
  expect(TenantChange.safeParse({ enabeld: true }).success).toBe(false);
});

test('a rotated launch key stays accepted until it is revoked; the current one cannot be', () => {
  const rotated = rotateLaunchKey(tenant, key('b'));
  expect(rotated.launchKeys).toEqual([
    { key: key('b'), state: 'current' },
    { key: key('a'), state: 'accepted' },
  ]);
  expect(revokeLaunchKey(rotated, key('b')).kind).toBe('refused');
  const revoked = revokeLaunchKey(rotated, key('a'));
  expect(revoked.kind === 'changed' && revoked.tenant.launchKeys[1]?.state).toBe('revoked');
});
