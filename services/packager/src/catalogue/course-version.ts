import type { CourseState } from '@aicc-bridge/contracts';

type Status = CourseState['state'];

/** What a change made of a course. `back`: it was retired and is published again. */
export type VersionKind = 'new' | 'changed' | 'retired' | 'back' | 'removed';

/** @param before what the course was; null = it was not there */
export function versionKind(status: Status, before: Status | null): VersionKind {
  if (status === 'deleted') return 'removed';
  if (before === null || before === 'deleted') return 'new';
  if (status === before) return 'changed';
  return status === 'retired' ? 'retired' : 'back';
}
