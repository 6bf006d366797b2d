import { Injectable } from '@nestjs/common';
import { CourseState, type LaunchKey, TenantState } from '@aicc-bridge/contracts';
import { ReadModel } from '@aicc-bridge/messaging';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { storableText } from './browser/storable-text.js';
import { Remembered } from './remembered.js';

export const tenants = new ReadModel<TenantState>('settings.tenants.v1', TenantState, ({ tenantId }) => tenantId);
export const courses = new ReadModel<CourseState>('catalog.courses.v1', CourseState, ({ courseId }) => courseId);

const BY_KEY = `select state from read_model where topic = 'settings.tenants.v1' and state->'launchKeys' @> $1::jsonb and state->>'state' = 'active'`;
const BY_NAME = `select key from read_model where topic = 'settings.tenants.v1' and state->>'state' = 'active' and (key = $1 or lower(state->>'name') = lower($1)) limit 1`;
const Rows = z.array(z.object({ state: TenantState }));

/** Our copies of tenants and courses. What every launch asks is remembered for a second: settings take effect within one. */
@Injectable()
export class ReadModels {
  private readonly keys = new Remembered<TenantState | null>();
  private readonly coursesById = new Remembered<CourseState | null>();

  constructor(private readonly dataSource: DataSource) {}

  tenantOfKey(key: LaunchKey): Promise<TenantState | null> {
    return this.keys.of(key, async () => {
      const rows: unknown = await this.dataSource.query(BY_KEY, [JSON.stringify([{ key }])]);
      return Rows.parse(rows)[0]?.state ?? null;
    });
  }
  /** By id, or by name without regard to case. */
  async tenantIdOf(organisation: string): Promise<string | null> {
    const rows: unknown = await this.dataSource.query(BY_NAME, [storableText(organisation)]);
    return z.array(z.object({ key: z.string() })).parse(rows)[0]?.key ?? null;
  }
  tenant(tenantId: string): Promise<TenantState | null> {
    return tenants.get(this.dataSource, tenantId);
  }
  course(courseId: string): Promise<CourseState | null> {
    return this.coursesById.of(courseId, () => courses.get(this.dataSource, courseId));
  }
}
