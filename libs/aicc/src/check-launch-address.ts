import type { Findings } from './course-finding.js';
import type { AssignableUnit } from './course-structure.js';

/**
 * What an LMS makes of File_Name (rule 68, recordings README, "Launch"): only `http://` or `https://`, in any case and without a blank
 * before it, leads to a content server. With `#` the parameters stay in the browser; a quote cuts the address, a backslash changes it.
 *
 * @param entries names of all files in the package: a relative File_Name may lead to one of them
 */
export function checkLaunchAddress(
  file: string,
  { fileName }: AssignableUnit,
  entries: ReadonlySet<string>,
  findings: Findings,
): void {
  const fault = (message: string, cure: string, rule: number) => ({ file, field: 'File_Name', rule, message, cure });
  if (!/^https?:\/\//i.test(fileName)) {
    const inside = entries.has(fileName.split(/[?#]/, 1)[0] ?? '');
    findings.error(
      inside ? 'launches-a-file' : 'launches-nothing',
      fault(
        `"${fileName.slice(0, 60)}" is no absolute http(s) address`,
        'Write the whole address, beginning with https://.',
        68,
      ),
    );
    return;
  }
  if (fileName.includes('#'))
    findings.error(
      'launches-without-parameters',
      fault('has "#": aicc_sid and aicc_url never reach the server', 'Leave the fragment out.', 65),
    );
  if (fileName.includes('"'))
    findings.error(
      'launches-without-parameters',
      fault('has a double quote: the LMS cuts the address there', 'Write it as %22.', 65),
    );
  if (fileName.includes('\\'))
    findings.error(
      'launches-nothing',
      fault('has a backslash, which the LMS takes for an escape: another address is opened', 'Write it as %5C.', 65),
    );
}
