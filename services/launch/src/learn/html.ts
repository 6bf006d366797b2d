/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const BRAND = `<svg viewBox="0 0 32 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M1.5 14.5h29M7 3v15M25 3v15"/><path d="M7 4c3.5 6 6 7.6 9 7.6S21.500 10 25 4" stroke-width="1.5"/><path d="M12 10.600v3.900M16 11.600v2.900M20 10.600v3.900" stroke-width="1.25"/></svg>`;

/** Icons of the mockups, by the names that they have there. */
export const ICONS = {
  bad: '<circle cx="8" cy="8" r="6.25"/><path d="m4 12 8-8"/>',
  copy: '<rect x="5.5" y="5.5" width="8" height="8" rx="1"/><path d="M10.500 5.500v-3h-8v8h3"/>',
  good: '<circle cx="8" cy="8" r="6.25"/><path d="m5.2 8.2 2 2 3.6-4.2"/>',
  mute: '<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.2 2.1"/><path d="M5.4 8h5.2"/>',
  out: '<path d="M9 2.500h4.500V7M13.500 2.500 7.500 8.500M11.500 9.500v4h-9v-9h4"/>',
  warn: '<path d="M8 2.200 14.400 13.500H1.600Z"/><path d="M8 6.500v3.200M8 11.600v.2"/>',
} as const;

export function icon(name: keyof typeof ICONS): string {
  return `<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
}

/** Something that went wrong, with its cure; read out at once. @param html trusted HTML */
export function badNotice(html: string): string {
  return `<div class="notice bad" role="alert">${icon('bad')}<div><p>${html}</p></div></div>`;
}

export interface PageParts {
  readonly title: string;
  /** right part of the head, e.g. the badge; trusted HTML */
  readonly head?: string;
  /** `<main>…</main>`; trusted HTML */
  readonly main: string;
  readonly script?: string;
}

/** A learner's page: own head, no menu, works in a frame; styles and scripts only from files of ours (strict CSP). */
export function learnerPage({ title, head = '', main, script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · aicc-bridge</title>
<link rel="stylesheet" href="/learn/assets/tokens.css">
<link rel="stylesheet" href="/learn/assets/components.css">
<link rel="stylesheet" href="/learn/assets/learn.css">
${script === undefined ? '' : `<script type="module" src="/learn/assets/${script}"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="ltop"><span class="brand">${BRAND}<span class="lib">aicc-bridge</span></span>${head}</header>
${main}
</body>
</html>
`;
}
