type Choice = 'language' | 'theme';

/** What the reader chose on this computer. A browser that keeps nothing (or forbids it) just forgets. */
export function remembered(choice: Choice): string | null {
  try {
    return localStorage.getItem(`aicc-bridge.${choice}`);
  } catch {
    return null;
  }
}

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`aicc-bridge.${choice}`, value);
  } catch {
    // Nothing is lost but the comfort.
  }
}
