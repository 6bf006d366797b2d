import { expect, test } from '@jest/globals';
import { judgeAccess, type Principal } from './principal.js';

const admin: Principal = { kind: 'person', id: 'p', role: 'tenant-admin', tenantId: 't1', tokenId: 'j' };
const publisher: Principal = { kind: 'person', id: 'p', role: 'publisher-admin', tenantId: null, tokenId: 'j' };

test('an endpoint that names no role is closed to everybody', () => {
  expect(judgeAccess(publisher, [], null).kind).toBe('role');
});
test('a tenant admin reaches the own tenant only', () => {
  expect(judgeAccess(admin, ['tenant-admin'], 't1').kind).toBe('allowed');
  expect(judgeAccess(admin, ['tenant-admin'], 't2').kind).toBe('other-tenant');
});
test('the publisher reaches every tenant', () => {
  expect(judgeAccess(publisher, ['publisher-admin'], 't2').kind).toBe('allowed');
});
