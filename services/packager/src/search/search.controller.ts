import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CourseState } from '@aicc-bridge/contracts';
import { Allow } from '@aicc-bridge/platform';
import { z } from 'zod';
import { CATALOGUE_READERS } from '../catalogue/catalogue-roles.js';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import { type Found, SearchStore, type Suggestions } from './search.store.js';

export const FilterQuery = z.object({
  q: z.string().max(200).optional(),
  topic: z.string().max(100).optional(),
  language: z.string().max(35).optional(),
  kind: z.enum(['course', 'video']).optional(),
  state: z.enum(['published', 'retired']).optional(),
});

const ListQuery = FilterQuery.extend({
  /** of the answer before: its `next` */
  after: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
type ListQuery = z.infer<typeof ListQuery>;

const SuggestQuery = FilterQuery.omit({ state: true }).extend({
  q: z.string().max(200),
  limit: z.coerce.number().int().min(1).max(20).default(8),
});
type SuggestQuery = z.infer<typeof SuggestQuery>;

const OFFSET = /^~(\d{1,6})$/;

/** Finding courses: a page, suggestions while typing, and what can be filtered by. `-` is no course id. */
@ApiTags('courses')
@Controller('api/courses')
export class SearchController {
  constructor(
    private readonly search: SearchStore,
    private readonly catalogue: CatalogueStore,
  ) {}

  /** Without words or filters: all courses by id. With them: the best first; `corrected` says what was searched for instead. */
  @Allow(...CATALOGUE_READERS)
  @Get()
  async list(@Query({ schema: ListQuery }) { after, limit, ...filter }: ListQuery): Promise<{
    courses: readonly CourseState[];
    next: string | null;
    corrected: string | null;
  }> {
    if (Object.values(filter).every((value) => value === undefined || value === '')) {
      const courses = await this.catalogue.list(after ?? null, limit);
      return { courses, next: courses.length === limit ? (courses.at(-1)?.courseId ?? null) : null, corrected: null };
    }
    const offset = Number(OFFSET.exec(after ?? '')?.[1] ?? 0);
    const { courses, corrected }: Found = await this.search.find(filter, limit, offset);
    return { courses, next: courses.length === limit ? `~${offset + limit}` : null, corrected };
  }

  @Allow(...CATALOGUE_READERS)
  @Get('-/suggest')
  async suggest(@Query({ schema: SuggestQuery }) { limit, ...filter }: SuggestQuery): Promise<Suggestions> {
    return this.search.suggest(filter, limit);
  }

  @Allow(...CATALOGUE_READERS)
  @Get('-/facets')
  async facets(): Promise<{ facets: Awaited<ReturnType<SearchStore['facets']>> }> {
    return { facets: await this.search.facets() };
  }
}
