import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { PackageSettings } from './package-settings.js';
import { movesCursor, Selection } from './selection.js';

/** Everything that a download is made from; kept with it, so that it can go on after a cut although the catalogue has changed. */
export interface DownloadDefinition {
  readonly tenantId: string;
  readonly selection: Selection;
  readonly untilSeq: number;
  readonly launchKey: string;
  readonly profileId: string;
  readonly settings: PackageSettings;
}

export interface DownloadFacts extends DownloadDefinition {
  readonly principalId: string;
  readonly planKey: string;
  readonly courses: number;
  readonly parts: number;
}

export interface SentBytes {
  /** 0 = all in one file */
  readonly part: number;
  readonly etag: string;
  readonly bytes: number;
  /** first byte sent, and how many */
  readonly from: number;
  readonly count: number;
}

export interface CompletedDownload {
  readonly downloadId: string;
  readonly completedAt: string;
  readonly untilSeq: number;
  readonly launchKey: string;
  readonly profileId: string;
  readonly selection: Selection;
  readonly courses: number;
  readonly movesCursor: boolean;
}

const BEGIN = `
  insert into downloads (download_id, tenant_id, principal_id, plan_key, selection, until_seq, launch_key, profile_id, settings, courses,
    parts, moves_cursor, started_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (tenant_id, principal_id, plan_key) where completed_at is null do update set parts = excluded.parts
  returning download_id`;
const ADD_BYTES = `
  insert into download_files as f (download_id, part, etag, bytes, sent)
  values ($1, $2, $3, $4, int8multirange(int8range($5, $6)))
  on conflict (download_id, part) do update set sent = f.sent + excluded.sent`;
/** Complete: the one file from end to end, or each part. */
const COMPLETE = `
  update downloads d set completed_at = $2
  where d.download_id = $1 and d.completed_at is null and (
    exists (select from download_files f where f.download_id = $1 and f.part = 0 and f.sent @> int8range(0, f.bytes))
    or d.parts = (select count(*) from download_files f
      where f.download_id = $1 and f.part between 1 and d.parts and f.sent @> int8range(0, f.bytes)))
  returning d.download_id`;
const ROW = 'download_id, completed_at, until_seq, launch_key, profile_id, selection, courses, moves_cursor';
const CURSOR = `
  select ${ROW} from downloads where tenant_id = $1 and moves_cursor and completed_at is not null
  order by until_seq desc, completed_at desc limit 1`;
const LAST = `
  select ${ROW} from downloads where tenant_id = $1 and moves_cursor and completed_at is not null
  order by completed_at desc, until_seq desc limit 1`;
const HISTORY = `
  select ${ROW} from downloads where tenant_id = $1 and completed_at is not null order by completed_at desc, download_id limit $2`;
const ONE = `select ${ROW} from downloads where tenant_id = $1 and download_id = $2 and completed_at is not null`;
const BY_TAG = `
  select d.selection, d.until_seq, d.launch_key, d.profile_id, d.settings, f.part
  from download_files f join downloads d using (download_id)
  where f.etag = $2 and d.tenant_id = $1 order by d.started_at desc limit 1`;

const Rows = z.array(
  z
    .object({
      download_id: z.string(),
      completed_at: z.date(),
      until_seq: z.coerce.number(),
      launch_key: z.string(),
      profile_id: z.string(),
      selection: Selection,
      courses: z.number(),
      moves_cursor: z.boolean(),
    })
    .transform((row): CompletedDownload => ({
      downloadId: row.download_id,
      completedAt: row.completed_at.toISOString(),
      untilSeq: row.until_seq,
      launchKey: row.launch_key,
      profileId: row.profile_id,
      selection: row.selection,
      courses: row.courses,
      movesCursor: row.moves_cursor,
    })),
);
const Definition = z.array(
  z.object({
    selection: Selection,
    until_seq: z.coerce.number(),
    launch_key: z.string(),
    profile_id: z.string(),
    settings: PackageSettings,
    part: z.number(),
  }),
);

/** Downloads on their way and done, per tenant. */
@Injectable()
export class DownloadsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes bytes that have left. The same bytes twice, in any order and over any number of connections, are noted once.
   *
   * @returns true if this made the download complete
   */
  async note(facts: DownloadFacts, sent: SentBytes): Promise<boolean> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (tx) => {
      const begun = returnedRows(
        await tx.query(BEGIN, [
          newId(),
          facts.tenantId,
          facts.principalId,
          facts.planKey,
          JSON.stringify(facts.selection),
          facts.untilSeq,
          facts.launchKey,
          facts.profileId,
          JSON.stringify(facts.settings),
          facts.courses,
          facts.parts,
          movesCursor(facts.selection),
          now,
        ]),
      );
      const [row] = z.array(z.object({ download_id: z.string() })).parse(begun);
      if (!row) throw new Error('a download was neither begun nor found');
      const { part, etag, bytes, from, count } = sent;
      await tx.query(ADD_BYTES, [row.download_id, part, etag, bytes, from, from + count]);
      const done = returnedRows(await tx.query(COMPLETE, [row.download_id, now]));
      return Array.isArray(done) && done.length > 0;
    });
  }

  /** The download up to which the tenant's LMS has the library; null = there was none. */
  async cursor(tenantId: string): Promise<CompletedDownload | null> {
    return Rows.parse(await this.dataSource.query(CURSOR, [tenantId]))[0] ?? null;
  }

  /** The one whose date a person sees (S35); two admins' downloads may end in another order than they began. */
  async last(tenantId: string): Promise<CompletedDownload | null> {
    return Rows.parse(await this.dataSource.query(LAST, [tenantId]))[0] ?? null;
  }

  /** The newest first. */
  async history(tenantId: string, limit: number): Promise<readonly CompletedDownload[]> {
    return Rows.parse(await this.dataSource.query(HISTORY, [tenantId, limit]));
  }

  async completed(tenantId: string, downloadId: string): Promise<CompletedDownload | null> {
    return Rows.parse(await this.dataSource.query(ONE, [tenantId, downloadId]))[0] ?? null;
  }

  /** What a file with this tag was made from, if this tenant has begun to download it. */
  async definitionOf(tenantId: string, etag: string): Promise<(DownloadDefinition & { part: number }) | null> {
    const [row] = Definition.parse(await this.dataSource.query(BY_TAG, [tenantId, etag]));
    return row === undefined
      ? null
      : {
          tenantId,
          selection: row.selection,
          untilSeq: row.until_seq,
          launchKey: row.launch_key,
          profileId: row.profile_id,
          settings: row.settings,
          part: row.part,
        };
  }
}
