import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';
import { type Choice, type Downloads, type Preview, queryOf } from './downloads.js';
import { saveFile } from './save-file.js';

export type DownloadRun =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly preview: Preview; readonly saved: number }
  | { readonly kind: 'finished'; readonly files: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem };

const TRIES = 3;

/**
 * Downloads a choice file by file, as the LMS takes them. Each is saved once it is whole; one that breaks is asked for again, twice.
 * The date of the last download moves when the service has sent the last byte of the last file (S37).
 */
export function useLibraryDownload(tenantId: string): {
  readonly run: DownloadRun;
  readonly start: (choice: Choice, preview: Preview) => void;
  readonly stop: () => void;
} {
  const queries = useQueryClient();
  const [run, setRun] = useState<DownloadRun>({ kind: 'idle' });
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  const start = useCallback(
    (choice: Choice, preview: Preview) => {
      const ending = new AbortController();
      current.current = ending;
      void (async () => {
        try {
          const { parts } = preview;
          for (const [saved, { part, fileName }] of parts.entries()) {
            setRun({ kind: 'running', preview, saved });
            // One file alone is the whole; its name says nothing of parts.
            const query = parts.length === 1 ? queryOf(choice) : { ...queryOf(choice), part: String(part) };
            saveFile(await fileOf(`/api/packages/tenants/${tenantId}/library`, query, ending.signal), fileName);
          }
          setRun({ kind: 'finished', files: parts.length });
          await untilNoted(queries, tenantId);
        } catch (error) {
          setRun(ending.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', problem: asProblem(error) });
        }
      })();
    },
    [queries, tenantId],
  );
  return { run, start, stop: useCallback(() => current.current?.abort(), []) };
}

const NOTED_TRIES = 20;
const NOTED_PAUSE_MILLIS = 500;

/** The service notes the download when its last byte has left, which may be a moment after it came: asked again until it stands there. */
async function untilNoted(queries: QueryClient, tenantId: string): Promise<void> {
  const queryKey = ['downloads', tenantId];
  const last = (): string | undefined => queries.getQueryData<Downloads>(queryKey)?.last?.downloadId;
  const before = last();
  for (let tries = 0; tries < NOTED_TRIES && last() === before; tries += 1) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, NOTED_PAUSE_MILLIS));
    await queries.refetchQueries({ queryKey, exact: true });
  }
  await queries.invalidateQueries({ queryKey });
}

async function fileOf(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Blob> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await api.file(path, { query, signal, timeoutMillis: 0 });
    } catch (error) {
      const status = asProblem(error).body.status;
      if (signal.aborted || tries === TRIES || (status >= 400 && status < 500)) throw error;
    }
  }
}
