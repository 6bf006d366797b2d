import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ConfigError, KEYRING_CONFIG, readConfig, SERVICE_CONFIG } from './config.js';

const environment = {
  DATABASE_URL: 'postgres://launch:s3cret@db:5432/bridge',
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
  PUBLIC_URL: 'https://learn.example.com/',
  KEYRING: 'k1:abc',
};
const read = (more: Record<string, string | undefined> = {}) =>
  readConfig({ ...SERVICE_CONFIG, ...KEYRING_CONFIG }, { ...environment, ...more });

test('a configuration is read with its defaults', () =>
  expect(read()).toMatchObject({
    KAFKA_BROKERS: ['kafka-1:9092', 'kafka-2:9092'],
    PUBLIC_URL: 'https://learn.example.com',
    PORT: 8080,
  }));

test('every variable that is wrong is named, with what would be right', () => {
  expect(() => read({ PUBLIC_URL: 'learn', PORT: '99999' })).toThrow(ConfigError);
  expect(() => read({ PUBLIC_URL: 'learn', PORT: '99999' })).toThrow(/PUBLIC_URL: must be the address.*PORT: /);
});

test('a secret can lie in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'keyring');
  writeFileSync(file, 'k2:def\n');
  expect(read({ KEYRING: undefined, KEYRING_FILE: file }).KEYRING).toBe('k2:def');
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
  'the demo’s public secrets are taken at %s, which only this machine reaches',
  (address) => expect(() => read({ PUBLIC_URL: address, KEYRING: 'demo-only:abc' })).not.toThrow(),
);

test('the demo’s public secrets are refused at any other address, all of them named and none of them shown', () => {
  const start = () =>
    read({ KEYRING: 'demo-only:abc', DATABASE_URL: 'postgres://launch:demo-only-launch@db:5432/bridge' });
  expect(start).toThrow(/DATABASE_URL, KEYRING .*demo/);
  expect(start).not.toThrow(/demo-only-launch/);
});
