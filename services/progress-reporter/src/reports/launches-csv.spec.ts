import { expect, test } from '@jest/globals';
import { csvLine } from './launches-csv.js';

test.each([
  ['plain cells', ['a', 1, true, null], 'a,1,true,\r\n'],
  ['a comma and a quote', ['Say "yes", now'], '"Say ""yes"", now"\r\n'],
  ['a line break', ['two\nlines'], '"two\nlines"\r\n'],
  ['what a spreadsheet would run', ['=cmd()', '+1', '-1', '@x'], "'=cmd(),'+1,'-1,'@x\r\n"],
])('writes %s', (_why, cells, line) => expect(csvLine(cells)).toBe(line));
