import { expect, test } from '@jest/globals';
import type { CourseState } from '@aicc-bridge/contracts';
import { type VersionKind, versionKind } from './course-version.js';

type Status = CourseState['state'];

test.each<[string, Status | null, Status, VersionKind]>([
  ['the first one', null, 'published', 'new'],
  ['one that is retired from the start', null, 'retired', 'new'],
  ['one after the course was removed', 'deleted', 'published', 'new'],
  ['another title', 'published', 'published', 'changed'],
  ['another title of a retired course', 'retired', 'retired', 'changed'],
  ['the end of a course', 'published', 'retired', 'retired'],
  ['its return', 'retired', 'published', 'back'],
  ['its removal', 'retired', 'deleted', 'removed'],
])('%s', (_what, before, status, kind) => expect(versionKind(status, before)).toBe(kind));
