import { expect, test } from '@jest/globals';
import { keptHeaders } from './kept-headers.js';

test.each([
  ['https://login.example.org/start?aicc_sid=SECRET#x', 'https://login.example.org'],
  ['https://user:SECRET@login.example.org/', 'https://login.example.org'],
  ['//login.example.org/start?sid=SECRET', '//login.example.org'],
  ['\\\\login.example.org\\SECRET', '//login.example.org'],
  ['/login?sid=SECRET', '(same host)'],
  ['login.php?to=https://x.example/SECRET', '(same host)'],
  ['data:text/plain,SECRET', 'data:'],
  ['http://', '(same host)'],
  ['', '(same host)'],
])('of Location %s only %s is kept', (location, kept) => {
  expect(keptHeaders({ location })).toEqual({ location: kept });
});
