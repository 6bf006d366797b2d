import { remember, remembered } from '../messages/remembered.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function chosenTheme(): Theme {
  const known = remembered('theme');
  return THEMES.find((one) => one === known) ?? 'system';
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme);
  showTheme(theme);
}

/** Without a mark the colours follow the system (`color-scheme: light dark`). */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
