import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IdentityConflictsStore, SECOND_IDS } from '../src/identity-conflicts/identity-conflicts.store.js';
import { ids } from '../src/test-builders.js';
import { openReporterDatabase, planOf, type ReporterDatabase } from './reporter-database.js';

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

test('a learner under a second Student_ID is found among very many attempts without reading them', async () => {
  await db.dataSource.query(
    `insert into attempts (attempt_id, tenant_id, learner_id, course_id, number, own_student)
     select uuidv7(), $1, uuidv7(), 'c', 1, case when n = 7 then 's2' end from generate_series(1, 20000) n`,
    [ids.tenant],
  );
  await db.dataSource.query('analyze attempts');
  expect(await planOf(db, SECOND_IDS, [null])).toContain('attempts_under_a_second_id');
  const { secondStudentIds } = await new IdentityConflictsStore(db.dataSource, db.readModels).list(ids.tenant);
  expect(secondStudentIds.map(({ studentId }) => studentId)).toEqual(['s2']);
});
