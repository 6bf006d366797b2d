import { decodeForm } from './hacp-request.js';

/** Something odd that was mended while reading a launch, for the record. */
export type LaunchNote = 'decoded-twice' | 'scheme-added' | 'late-question-mark' | 'repeated';

/** All parameters but the two, decoded once, in their order: a per-LMS rule may need them (sheet §1.2 step 6). */
type Others = readonly (readonly [name: string, value: string])[];

/** What a launch says. Whether the host may be talked to is another question: `checkAiccUrl`. */
export type LaunchParameters =
  | {
      readonly kind: 'launch';
      /** decoded once, otherwise as received: it goes back unchanged as `session_id` (rule 13) */
      readonly aiccSid: string;
      /** absolute, own query included; post to exactly this (rule 4, sheet §1.3) */
      readonly aiccUrl: string;
      readonly notes: readonly LaunchNote[];
      readonly others: Others;
    }
  /** one of the two is missing or blank: no HACP traffic at all (rule 8, sheet §1.6) */
  | { readonly kind: 'incomplete'; readonly missing: readonly ('aicc_sid' | 'aicc_url')[]; readonly others: Others }
  /** neither is there: opened directly (S50) */
  | { readonly kind: 'none'; readonly others: Others };

/**
 * Reads a launch by the procedure of sheet §1.2, which survives every LMS seen: raw split, decode once, names in any case, first
 * occurrence wins, missing scheme added (rules 1–7). Unknown parameters are kept. Never throws.
 *
 * @param rawQuery the query string as it came (without its leading `?`), or the form body of a POST launch
 */
export function readLaunchParameters(rawQuery: string): LaunchParameters {
  const notes = new Set<LaunchNote>();
  const found = new Map<'aicc_sid' | 'aicc_url', string>();
  const others: (readonly [string, string])[] = [];
  for (const piece of pieces(rawQuery, notes)) {
    const at = piece.indexOf('=');
    const name = decodeForm(at < 0 ? piece : piece.slice(0, at));
    const value = at < 0 ? '' : decodeOnce(piece.slice(at + 1));
    const known = name.trim().toLowerCase();
    if (known !== 'aicc_sid' && known !== 'aicc_url') others.push([name, value]);
    else if (found.has(known)) notes.add('repeated');
    else found.set(known, value);
  }
  if (found.size === 0) return { kind: 'none', others };
  const missing = (['aicc_sid', 'aicc_url'] as const).filter((name) => (found.get(name) ?? '').trim() === '');
  if (missing.length > 0) return { kind: 'incomplete', missing, others };
  return {
    kind: 'launch',
    aiccSid: found.get('aicc_sid') ?? '',
    aiccUrl: mendedUrl((found.get('aicc_url') ?? '').trim(), notes),
    notes: [...notes],
    others,
  };
}

/** A further literal `?` is a separator only right before one of our two names (Chamilo); else it belongs to an unencoded aicc_url. */
function pieces(rawQuery: string, notes: Set<LaunchNote>): string[] {
  const query = rawQuery.replace(/^\?+/, '');
  // The look-behind keeps this linear: without it a long run of `?` is read again from each of its characters.
  const separated = query.replace(/(?<!\?)\?+(?=aicc_(?:sid|url)=)/gi, '&');
  if (separated !== query) notes.add('late-question-mark');
  return separated.split('&').filter((piece) => piece !== '');
}

/** `+` is kept: an unencoded aicc_url or a sid may hold one, and LMSs write blanks as `%20`. */
function decodeOnce(text: string): string {
  return decodeForm(text.replaceAll('+', '%2B'));
}

function mendedUrl(value: string, notes: Set<LaunchNote>): string {
  let url = value;
  if (/^https?%3a/i.test(url)) {
    url = decodeOnce(url);
    notes.add('decoded-twice');
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^(?:javascript|data|file|mailto):/i.test(url)) {
    url = `https://${url.replace(/^\/\//, '')}`;
    notes.add('scheme-added');
  }
  return url;
}
