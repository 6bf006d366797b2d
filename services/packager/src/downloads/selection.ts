import { z } from 'zod';

/** Which packages a download holds, resolved: a number of the catalogue, no "last". */
export const Selection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('since'),
    /** what was handed out up to this number of the catalogue is not handed out again */
    seq: z.int().min(0),
    /** also packages of courses that were there already and have changed */
    withChanged: z.boolean(),
    /** the launch addresses are others than those of the earlier download */
    addressChanged: z.boolean(),
  }),
  z.object({
    kind: z.literal('filter'),
    q: z.string().optional(),
    topic: z.string().optional(),
    language: z.string().optional(),
    courseKind: z.enum(['course', 'video']).optional(),
  }),
]);
export type Selection = z.infer<typeof Selection>;

/** Whether a full download of this selection is "the last download": a part of the library is none (S47). */
export function movesCursor({ kind }: Selection): boolean {
  return kind !== 'filter';
}
