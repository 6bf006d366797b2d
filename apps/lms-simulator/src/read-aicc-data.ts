const CRLF = '\r\n';

export interface AiccData {
  /** key in lower case → value, under whatever group; the last one wins */
  readonly values: ReadonlyMap<string, string>;
  /** null = no [Core_Lesson] */
  readonly coreLesson: string | null;
}

/** Reads AICC_Data as the recorded Moodle does: lines end with CR LF only, and groups count for nothing but [Core_Lesson] and [Comments]. */
export function readAiccData(data: string): AiccData {
  const values = new Map<string, string>();
  let coreLesson: string | null = null;
  let group = '';
  for (const row of data.split(CRLF)) {
    const line = row.trim();
    if (line.startsWith('[')) {
      group = line.toLowerCase();
      if (group === '[core_lesson]') coreLesson = '';
      // Each line gets an end, also what stands behind the last one: so the text grows each time it is sent back.
    } else if (group === '[core_lesson]') coreLesson += row + CRLF;
    else if (group !== '[comments]' && line.includes('=')) {
      const at = line.indexOf('=');
      values.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
    }
  }
  return { values, coreLesson };
}
