import { z } from 'zod';
import type { TenantState } from './tenant-state.js';

/** Who may show our learner pages in a frame: scheme, host name and perhaps a port, as in `https://lms.example.org`. */
export const FrameOrigin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i, { error: 'must be an origin like https://lms.example.org' });

type Frames = Pick<TenantState, 'frameHosts' | 'hosts'>;

/** The origins that may frame the tenant's learner pages: its frame hosts; if it names none, its LMS hosts (design §8). Never throws. */
export function frameOrigins({ frameHosts, hosts }: Frames): readonly string[] {
  if (frameHosts.length > 0) return frameHosts;
  return hosts.flatMap(({ name, port, http }) => [
    `https://${name}:${port}`,
    ...(http ? [`http://${name}:${port}`] : []),
  ]);
}

/** Whether an origin is one of `frameOrigins`, in whichever case and with or without its usual port. Never throws. */
export function mayFrame(tenant: Frames, origin: string): boolean {
  const asked = normalised(origin);
  return frameOrigins(tenant).some((listed) => normalised(listed) === asked);
}

/** Browsers leave out the port that a scheme has anyway; our lists name it. */
function normalised(origin: string): string {
  const text = origin.toLowerCase();
  return text.startsWith('https:') ? text.replace(/:443$/, '') : text.replace(/:80$/, '');
}
