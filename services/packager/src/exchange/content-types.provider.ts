import { ProblemException } from '@aicc-bridge/platform';
import type { CatalogueFormat } from './read-catalogue.js';

export const NDJSON = 'application/x-ndjson';

/** Bodies of these types are read as they arrive; there is no limit to them. */
export const STREAMED_TYPES = [NDJSON, 'application/ndjson', 'text/csv'] as const;

/** @throws ProblemException 415 */
export function formatOf(contentType: string): CatalogueFormat {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === NDJSON || type === 'application/ndjson') return 'ndjson';
  if (type === 'text/csv') return 'csv';
  throw new ProblemException({
    status: 415,
    name: 'unsupported-media-type',
    title: 'This content type is not taken here',
    detail: `Send one course per line as ${NDJSON}, or a table with a header as text/csv.`,
  });
}
