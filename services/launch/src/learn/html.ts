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
