import pg from 'pg';

/** How a write fails: what PostgreSQL would say, or that the connection ends in the middle of it. */
export type WriteFault = 'deadlock' | 'serialization failure' | 'disk full' | 'connection ended';

const FAULTS: Record<WriteFault, string> = {
  deadlock: `raise exception 'deadlock detected' using errcode = '40P01'`,
  'serialization failure': `raise exception 'could not serialize access' using errcode = '40001'`,
  'disk full': `raise exception 'could not extend file: No space left on device' using errcode = '53100'`,
  'connection ended': `perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1)`,
};

/** Makes writes of the reporter fail inside the real PostgreSQL, at an exact statement, so many times (reliability §4b). */
export class FailingWrites {
  private constructor(private readonly admin: pg.Client) {}

  static async on(adminUrl: string): Promise<FailingWrites> {
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query('set search_path = progress_reporter; create sequence fault_turns');
    return new FailingWrites(admin);
  }

  /** The next writes to these tables fail; what was told before is over. */
  async fail(tables: readonly string[], how: WriteFault, times: number): Promise<void> {
    await this.mend();
    // A sequence does not go back when its transaction is rolled back.
    await this.admin.query(`
      alter sequence fault_turns restart;
      create or replace function fault() returns trigger language plpgsql security definer set search_path = progress_reporter as $$
      begin
        if nextval('fault_turns') <= ${times} then ${FAULTS[how]}; end if;
        return null;
      end $$;`);
    for (const table of tables)
      await this.admin.query(
        `create trigger fault before insert or update on ${table} for each statement execute function fault()`,
      );
  }

  /** How many writes to these tables were tried since. */
  async tried(): Promise<number> {
    const { rows } = await this.admin.query<{ n: string }>(
      'select case when is_called then last_value else 0 end as n from fault_turns',
    );
    return Number(rows[0]?.n ?? 0);
  }

  async mend(): Promise<void> {
    const { rows } = await this.admin.query<{ tgrelid: string }>(
      `select tgrelid::regclass::text as tgrelid from pg_trigger where tgname = 'fault' and tgparentid = 0`,
    );
    for (const { tgrelid } of rows) await this.admin.query(`drop trigger fault on ${tgrelid}`);
  }

  async close(): Promise<void> {
    await this.mend();
    await this.admin.end();
  }
}
