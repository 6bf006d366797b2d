import { randomBytes } from 'node:crypto';
import { provisionSchemas, roleUrl, schemaOf, type ServiceRole } from '@aicc-bridge/database';
import pg from 'pg';

export const POSTGRES_URL_VARIABLE = 'AICC_BRIDGE_TEST_POSTGRES';

export interface TestDatabase {
  /** superuser connection to this database */
  readonly adminUrl: string;
  /** connection of a service's own role */
  urlOf(service: string): string;
  readonly roles: readonly ServiceRole[];
  drop(): Promise<void>;
}

/**
 * A database of its own for one test file, on the suite's real PostgreSQL, with schema and role per service.
 *
 * @param server superuser's address of another PostgreSQL
 */
export async function createTestDatabase(
  services: readonly string[],
  server = process.env[POSTGRES_URL_VARIABLE],
): Promise<TestDatabase> {
  if (server === undefined)
    throw new Error(
      `${POSTGRES_URL_VARIABLE} is not set: these tests run under the "parts" project of jest.config.mjs.`,
    );
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, `create database ${name}`);
  const adminUrl = inDatabase(server, name);
  // Roles belong to the whole server, so parallel test files share them and their password.
  const roles = services.map((service) => ({ name: schemaOf(service), password: 'test-only' }));
  await oneAtATime(server, () => provisionSchemas(adminUrl, roles));
  return {
    adminUrl,
    roles,
    urlOf: (service) => {
      const role = roles.find(({ name: known }) => known === schemaOf(service));
      if (!role) throw new Error(`${service} was not provisioned in this test database`);
      return roleUrl(adminUrl, role);
    },
    drop: () => asAdmin(server, `drop database if exists ${name} with (force)`),
  };
}

/** Roles are the server's, an advisory lock is a database's: all test files take it in the same one. */
async function oneAtATime(url: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7201099)');
    await work();
  } finally {
    await client.end();
  }
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
