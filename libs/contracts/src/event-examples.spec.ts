import { expect, test } from '@jest/globals';
import { EVENT_KINDS } from './event-examples.js';
import { TOPIC_NAMES } from './topics.js';

test.each(EVENT_KINDS.map((kind) => [kind.type, kind] as const))(
  'the published example of %s is what its schema takes, with nothing left out',
  (_type, { schema, example }) => expect(schema.parse(example)).toEqual(example),
);

test('every topic that carries CloudEvents has a published event', () => {
  const withEvents = new Set<string>(EVENT_KINDS.map(({ topic }) => topic));
  expect(TOPIC_NAMES.filter((topic) => !withEvents.has(topic))).toEqual(['viewing.rejected.v1']);
});
