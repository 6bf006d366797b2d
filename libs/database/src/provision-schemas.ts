import pg from 'pg';

export interface ServiceRole {
  /** schema and role name, e.g. `progress_reporter` */
  readonly name: string;
  readonly password: string;
}

/** Schema of the in-process bus; all services' roles may use it, none of them owns it. */
export const BUS_SCHEMA = 'bus';

/**
 * Extensions that a service's migrations need, in its own schema: it has no right to create them. `pg_trgm` belongs to PostgreSQL's
 * own contrib modules and finds words with typing errors.
 */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = { packager: ['pg_trgm'] };

/**
 * Creates one schema and one role per service (design §2), owner of its schema and allowed nothing in the others.
 * Safe to repeat, and under concurrent starts. Passwords are set anew each time, so changing one needs no hand work.
 *
 * @param adminUrl a superuser's or database owner's connection with CREATEROLE
 */
export async function provisionSchemas(adminUrl: string, services: readonly ServiceRole[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7201000)');
    for (const { name, password } of services) await provision(client, name, password);
    await client.query('select pg_advisory_unlock(7201000)');
  } finally {
    await client.end();
  }
}

async function provision(client: pg.Client, name: string, password: string): Promise<void> {
  const role = client.escapeIdentifier(name);
  const known = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (known.rowCount === 0) await client.query(`create role ${role} login`);
  await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`);
  await client.query(`create schema if not exists ${role} authorization ${role}`);
  await client.query(`alter role ${role} set search_path = ${role}`);
  for (const extension of EXTENSIONS[name] ?? [])
    await client.query(`create extension if not exists ${client.escapeIdentifier(extension)} schema ${role}`);
}

/** `postgres://…` of a service's own role on the same server and database as `adminUrl`. */
export function roleUrl(adminUrl: string, { name, password }: ServiceRole): string {
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  return url.toString();
}

/** Service name → schema and role name. */
export function schemaOf(service: string): string {
  return service.replaceAll('-', '_');
}
