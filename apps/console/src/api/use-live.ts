import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from './api.js';

const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;

/**
 * Asks the queries of a key again whenever the server says that something changed. The connection comes back by itself, later each
 * time; a page whose stream is down still asks again when it gets the focus.
 *
 * @param path of a stream of server-sent events; null = not now
 */
export function useLive(path: string | null, key: QueryKey): void {
  const queries = useQueryClient();
  const keyText = JSON.stringify(key);
  useEffect(() => {
    if (path === null) return undefined;
    const ending = new AbortController();
    void listen(
      path,
      ending.signal,
      () => void queries.invalidateQueries({ queryKey: JSON.parse(keyText) as QueryKey }),
    );
    return () => ending.abort();
  }, [path, keyText, queries]);
}

async function listen(path: string, signal: AbortSignal, onChange: () => void): Promise<void> {
  let pause = FIRST_PAUSE_MILLIS;
  while (!signal.aborted) {
    try {
      await api.events(
        path,
        () => {
          pause = FIRST_PAUSE_MILLIS;
          onChange();
        },
        { signal },
      );
    } catch {
      // The next turn tells whether it was for long.
    }
    await new Promise((resolve) => {
      setTimeout(resolve, pause);
      signal.addEventListener('abort', resolve, { once: true });
    });
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
  }
}
