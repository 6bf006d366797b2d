import { expect, test } from '@jest/globals';
import { KEPT_CHARACTERS, maskedAnswer } from './masked-answer.js';

const SID = 'moodle-sid-0123456789';

test('every sid is masked, and what is longer is cut', () => {
  expect(maskedAnswer(`error=0 ${SID} and ${SID}`, SID)).toBe('error=0 *** and ***');
  expect(maskedAnswer('x'.repeat(KEPT_CHARACTERS + 1), SID)).toHaveLength(KEPT_CHARACTERS);
});

test('a sid that lies across the cut leaves no piece of it', () => {
  for (let before = KEPT_CHARACTERS - SID.length - 1; before <= KEPT_CHARACTERS; before += 1) {
    const answer = maskedAnswer(`${'x'.repeat(before)}${SID} and so on`, SID);
    expect(answer).not.toMatch(/moodle|m$|mo$/);
    expect(answer.length).toBeLessThanOrEqual(KEPT_CHARACTERS);
  }
});
