import { z } from 'zod';

/** What browsers send policy reports as: by `report-uri`, and by the Reporting API. */
export const REPORT_TYPES = ['application/csp-report', 'application/reports+json'] as const;

const CspReport = z.object({ 'csp-report': z.object({ 'violated-directive': z.string() }) });
const Reports = z.array(z.object({ type: z.string(), body: z.object({ effectiveDirective: z.string().optional() }) }));

/**
 * Whether a policy report says that a frame was refused. Nothing else of it is read, and nothing is kept: addresses of the visitor can
 * stand in it, and who showed the frame does not (seen with Chromium 153). Never throws.
 *
 * @param text the body, in either of `REPORT_TYPES`
 */
export function saysFrameRefused(text: string): boolean {
  const json = jsonOf(text);
  const one = CspReport.safeParse(json);
  // CSP 2 wrote the whole directive there, with its list.
  if (one.success) return one.data['csp-report']['violated-directive'].split(' ', 1)[0] === 'frame-ancestors';
  const many = Reports.safeParse(json);
  if (!many.success) return false;
  return many.data.some(({ type, body }) => type === 'csp-violation' && body.effectiveDirective === 'frame-ancestors');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
