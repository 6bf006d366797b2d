import { Injectable } from '@nestjs/common';
import { CourseState, TenantState } from '@aicc-bridge/contracts';
import { type Queryable, ReadModel } from '@aicc-bridge/messaging';

export const tenants = new ReadModel<TenantState>('settings.tenants.v1', TenantState, ({ tenantId }) => tenantId);
export const courses = new ReadModel<CourseState>('catalog.courses.v1', CourseState, ({ courseId }) => courseId);

/** Our copies of what the other services own. */
@Injectable()
export class ReadModels {
  tenantVersions(db: Queryable, ids: readonly string[]): Promise<Map<string, number>> {
    return tenants.versions(db, ids);
  }
  tenantsOf(db: Queryable, ids: readonly string[]): Promise<Map<string, TenantState>> {
    return tenants.getMany(db, ids);
  }
  coursesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, CourseState>> {
    return courses.getMany(db, ids);
  }
}
