import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/api.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Conflicts = z.object({
  secondStudentIds: z.array(
    z.object({
      attemptId: z.string(),
      tenantId: z.string(),
      learnerId: z.string(),
      courseId: z.string(),
      studentId: z.string(),
      percent: z.number(),
    }),
  ),
  takenStudentIds: z.array(
    z.object({
      launchId: z.string(),
      tenantId: z.string(),
      learnerId: z.string(),
      courseId: z.string(),
      host: z.string(),
      startedAt: instant,
    }),
  ),
});

/** Learners who came with a Student_ID that does not fit. */
export function useIdentityConflicts(tenantId: string | null) {
  return useQuery({
    queryKey: ['identity-conflicts', tenantId],
    queryFn: ({ signal }) => api.get('/api/identity-conflicts', Conflicts, { query: { tenantId }, signal }),
  });
}

/** "It is the same person". */
export function useAcceptIdentity() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (attemptIds: readonly string[]) =>
      api.send('POST', '/api/identity-conflicts/accept', z.object({ accepted: z.number() }), { body: { attemptIds } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['identity-conflicts'] });
      await queries.invalidateQueries({ queryKey: ['launches'] });
    },
  });
}
