import { expect, test } from '@jest/globals';
import { readReturnAddress } from './return-address.js';

const LMS = 'https://lms.acme.example/mod/scorm/aicc.php';

test.each([
  ['the bare aicc_url', LMS, LMS],
  ['blanks around it', `  ${LMS}\n`, LMS],
  [
    'the whole address of a launch',
    `https://bridge.example/aicc/launch/k/c?aicc_sid=secret&aicc_url=${encodeURIComponent(LMS)}`,
    LMS,
  ],
  [
    'names in capitals',
    `https://bridge.example/aicc/launch/k/c?AICC_SID=secret&AICC_URL=${encodeURIComponent(LMS)}`,
    LMS,
  ],
  ['a query that the LMS needs', `${LMS}?scoid=7&sid=secret`, `${LMS}?scoid=7`],
  ['a session id of its own', `${LMS}?Session_ID=secret`, LMS],
  ['a name and a password', 'https://ada:secret@lms.acme.example/mod/scorm/aicc.php', LMS],
])('reads %s', (_what, pasted, address) => {
  expect(readReturnAddress(pasted)).toEqual({ kind: 'address', address, shown: 'lms.acme.example/mod/scorm/aicc.php' });
  expect(JSON.stringify(readReturnAddress(pasted))).not.toContain('secret');
});

test.each([
  ['nothing', ''],
  ['a host name', 'lms.acme.example'],
  ['another protocol', 'ftp://lms.acme.example/x'],
  ['a launch with a broken aicc_url', 'https://bridge.example/aicc/launch/k/c?aicc_url=x'],
])('%s is no address', (_what, pasted) => expect(readReturnAddress(pasted)).toEqual({ kind: 'no-address' }));
