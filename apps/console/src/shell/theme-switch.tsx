import { useState, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { shellWords } from './messages.js';
import { chooseTheme, chosenTheme, type Theme } from './theme.js';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** System → light → dark → system. The name of the button says what it is now. */
export function ThemeSwitch(): ReactNode {
  const t = useMessages(shellWords);
  const [theme, setTheme] = useState(chosenTheme);
  const switchTheme = (): void => {
    chooseTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <Button kind="icon" aria-label={t(`theme.${theme}`)} onPress={switchTheme}>
      <Icon name={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'theme'} large />
    </Button>
  );
}
