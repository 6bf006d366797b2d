import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionSchemas, roleUrl, startEmbeddedPostgres } from '@aicc-bridge/database';

export interface BenchDatabase {
  /** of the progress-reporter's role and schema */
  readonly url: string;
  readonly adminUrl: string;
  /** stops it and removes its data */
  stop(): Promise<void>;
}

/** A PostgreSQL of its own for a bench of the progress-reporter, with fsync. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'aicc-bridge-bench-'));
  // As root, PostgreSQL runs as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0, fsync: true });
  const role = { name: 'progress_reporter', password: 'bench' };
  await provisionSchemas(postgres.adminUrl, [role]);
  return {
    url: roleUrl(postgres.adminUrl, role),
    adminUrl: postgres.adminUrl,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
