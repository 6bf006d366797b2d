import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FIRST_FORM, openLaunches } from './1764000052000-open-launches.js';

/** A session that is good for a launch: of this learner, not over, and of an account of this tenant that is not disabled. */
const GOOD_SESSION = `
  select from sessions s where s.session_id = i.session_id and s.person_id = p.person_id and s.kind = 'learner'
    and s.revoked_at is null and s.expires_at > i.at and p.disabled_at is null and p.tenant_id = i.tenant_id`;

/** Whoever comes with a session: whether it is good is looked up where the launch is opened; what was sealed on arrival is told as it is (ADR 0054). */
export class LaunchWithinSession1764000067000 implements MigrationInterface {
  name = 'LaunchWithinSession1764000067000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pending_launches add column sealed_for uuid');
    // An event is an object in JSON now; a service of the version before, which may still run beside this one, packs it.
    await runner.query(
      openLaunches({
        kept: `${FIRST_FORM.kept}, sealed_for`,
        columns: ', sealed_for uuid, session_id uuid',
        known: `p.person_id is not null and (i.session_id is null or exists (${GOOD_SESSION}))`,
        value: `case jsonb_typeof(i.event->'value') when 'object' then convert_to(i.event->>'value', 'UTF8') else ${FIRST_FORM.value} end`,
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(openLaunches(FIRST_FORM));
    await runner.query('alter table pending_launches drop column sealed_for');
  }
}
