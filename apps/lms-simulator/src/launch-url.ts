/**
 * The launch address as Moodle builds it: aicc_url is not percent-encoded, own parameters of File_Name come first, Web_Launch last.
 */
export function launchUrl(
  course: { readonly fileName: string; readonly webLaunch: string },
  sid: string,
  hacpUrl: string,
): string {
  const connector = course.fileName.includes('?') ? '&' : '?';
  const more = course.webLaunch === '' ? '' : `&${course.webLaunch}`;
  return `${course.fileName}${connector}aicc_sid=${sid}&aicc_url=${hacpUrl}/mod/scorm/aicc.php${more}`;
}
