import { Injectable } from '@nestjs/common';
import { assertNever } from '@aicc-bridge/contracts';
import { notFound, ProblemException } from '@aicc-bridge/platform';
import { SearchStore } from '../search/search.store.js';
import { type ArchivePlan, partsOf, planArchive, type PlannedCourse } from './archive-plan.js';
import { type ChangeList, changesCsv, changesTxt, type CourseChange } from './change-list.js';
import type { DownloadQuery } from './download-query.js';
import { type CompletedDownload, type DownloadDefinition, DownloadsStore } from './downloads.store.js';
import { PlansStore } from './plans.store.js';
import type { Selection } from './selection.js';
import type { TenantSettings } from './tenant-packages.store.js';

/** A download with all its files planned. */
export interface PlannedDownload {
  readonly definition: DownloadDefinition;
  readonly courses: readonly PlannedCourse[];
  readonly changes: readonly CourseChange[];
  readonly parts: number;
  /** the same for the same bytes, whenever it was planned */
  readonly key: string;
  readonly whole: ArchivePlan;
  /** @param part 1 to `parts` */
  readonly part: (part: number) => Promise<ArchivePlan>;
}

/** Courses in the plans that are kept: three libraries of 20,000. A course is about 500 bytes of memory, and planning them takes 0.2 s. */
const COURSES_KEPT = 60_000;

/** Turns what somebody wants into plans, and keeps the last of them: parts, resumed and repeated downloads ask for the same. */
@Injectable()
export class DownloadPlans {
  private readonly kept = new Map<string, Promise<PlannedDownload>>();
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly plans: PlansStore,
    private readonly downloads: DownloadsStore,
    private readonly search: SearchStore,
  ) {}

  /** What is wanted, with numbers of the catalogue for "last" and "now". @throws ProblemException */
  async define(settings: TenantSettings, query: DownloadQuery): Promise<DownloadDefinition> {
    // The clock first: what is committed after it belongs to the next download.
    const untilSeq = await this.plans.clock();
    const { tenant, launchKey, profileId, packages } = settings;
    const selection = await this.selectionOf(tenant.tenantId, launchKey, query);
    return { tenantId: tenant.tenantId, selection, untilSeq, launchKey, profileId, settings: packages };
  }

  /** @throws PlanExpired */
  async plan(definition: DownloadDefinition): Promise<PlannedDownload> {
    const { selection, untilSeq, settings } = definition;
    const key = JSON.stringify([selection, untilSeq, settings]);
    const known = this.kept.get(key);
    const planned = known ?? this.make(definition);
    this.kept.delete(key);
    this.kept.set(key, planned);
    try {
      const { courses } = await planned;
      this.sizes.set(key, courses.length);
      this.makeRoom();
      return { ...(await planned), definition };
    } catch (error) {
      this.kept.delete(key);
      throw error;
    }
  }

  private async make(definition: DownloadDefinition): Promise<PlannedDownload> {
    const { settings } = definition;
    const { courses, list } = await this.contents(definition);
    const texts = { changesCsv: changesCsv(list), changesTxt: changesTxt(list) };
    const whole = await planArchive({ courses, settings, ...texts, part: null });
    const files = new Map<number, Promise<ArchivePlan>>();
    const part = (number: number): Promise<ArchivePlan> => {
      const planned = files.get(number) ?? planArchive({ courses, settings, ...texts, part: number });
      files.set(number, planned);
      return planned;
    };
    return {
      definition,
      courses,
      changes: list.changes,
      parts: partsOf(courses.length, settings),
      key: whole.etag,
      whole,
      part,
    };
  }

  private async contents({
    selection,
    untilSeq,
    settings,
  }: DownloadDefinition): Promise<{ courses: readonly PlannedCourse[]; list: ChangeList }> {
    switch (selection.kind) {
      case 'all': {
        const courses = await this.plans.libraryAt(untilSeq, settings);
        const changes = await this.plans.retired(untilSeq);
        return { courses, list: listOf('library', courses, changes, selection) };
      }
      case 'since': {
        const changes = await this.plans.changes(selection.seq, untilSeq);
        const courses =
          selection.addressChanged && selection.withChanged
            ? await this.plans.libraryAt(untilSeq, settings)
            : await this.plans.changed(
                changes.filter(({ change }) => isNew(change) || (change === 'changed' && selection.withChanged)),
                settings,
              );
        return { courses, list: listOf('since', courses, changes, selection) };
      }
      case 'filter': {
        const { q, topic, language, courseKind: kind } = selection;
        const courses = await this.plans.published(await this.search.idsOf({ q, topic, language, kind }), settings);
        return { courses, list: listOf('selection', courses, [], selection) };
      }
      default:
        return assertNever(selection);
    }
  }

  private async selectionOf(
    tenantId: string,
    launchKey: string,
    { courses, since, changed, q, topic, language, kind }: DownloadQuery,
  ): Promise<Selection> {
    const filter = { q, topic, language, courseKind: kind };
    if (Object.values(filter).some((value) => value !== undefined && value !== ''))
      return { kind: 'filter', ...filter };
    if (courses === 'all') return { kind: 'all' };
    const earlier = await this.earlier(tenantId, since);
    return {
      kind: 'since',
      seq: earlier.untilSeq,
      withChanged: changed === 'include',
      addressChanged: earlier.launchKey !== launchKey,
    };
  }

  private async earlier(tenantId: string, since: string): Promise<CompletedDownload> {
    if (since !== 'last') {
      const known = await this.downloads.completed(tenantId, since);
      if (known === null) throw notFound(`completed download ${since} of this organisation`);
      return known;
    }
    const cursor = await this.downloads.cursor(tenantId);
    if (cursor !== null) return cursor;
    throw new ProblemException({
      status: 409,
      name: 'no-earlier-download',
      title: 'There was no download yet',
      detail:
        '"New courses" means new since the last download, and this organisation has not downloaded the library to its end yet. Take all courses first (S36, S38).',
    });
  }

  private makeRoom(): void {
    let held = [...this.kept.keys()].reduce((sum, key) => sum + (this.sizes.get(key) ?? 0), 0);
    for (const key of [...this.kept.keys()].slice(0, -1)) {
      if (held <= COURSES_KEPT) return;
      held -= this.sizes.get(key) ?? 0;
      this.kept.delete(key);
      this.sizes.delete(key);
    }
  }
}

function isNew(change: CourseChange['change']): boolean {
  return change === 'new' || change === 'back';
}

function listOf(
  of: ChangeList['of'],
  courses: readonly PlannedCourse[],
  changes: readonly CourseChange[],
  selection: Selection,
): ChangeList {
  const since = selection.kind === 'since' ? selection : { withChanged: false, addressChanged: false };
  return {
    of,
    packages: courses.length,
    changes,
    addressChanged: since.addressChanged,
    withChanged: since.withChanged,
  };
}
