import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { REPLAY_VERDICTS } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

const Verdict = z.enum(REPLAY_VERDICTS);

const Preview = z.object({
  counts: z.record(Verdict, z.number()),
  launches: z.array(z.object({ launchId: z.string(), verdict: Verdict, outcome: z.string(), settled: z.boolean() })),
  more: z.boolean(),
});
export type ReplayPreview = z.infer<typeof Preview>;
const Replayed = Preview.extend({ replayed: z.number() });

const POLL_MILLIS = 1_500;

/** What a replay of these launches would do now. Asked again and again while one runs. */
export function useReplayPreview(launchIds: readonly string[], isRunning: boolean) {
  return useQuery({
    queryKey: ['replay-preview', launchIds],
    queryFn: ({ signal }) => api.send('POST', '/api/replays/preview', Preview, { body: { launchIds }, signal }),
    enabled: launchIds.length > 0,
    // What is on the wire now is free in a moment.
    refetchInterval: ({ state }) =>
      isRunning || (state.data?.counts['being-sent-now'] ?? 0) > 0 ? POLL_MILLIS : false,
    staleTime: 0,
  });
}

export function useReplay(launchIds: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.send('POST', '/api/replays', Replayed, { body: { launchIds } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['launches'] }),
  });
}
