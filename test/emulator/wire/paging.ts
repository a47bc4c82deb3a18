import { refuse } from '../model/cloud-error.ts';

export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

interface PageRequest {
  readonly maxResults: number | undefined;
  readonly nextToken: string | undefined;
}

/** One page of a describe. The token is the position, wrapped so that nobody is tempted to compute one. */
export function page<T>(records: readonly T[], request: PageRequest): Page<T> {
  const { maxResults, nextToken } = request;
  if (maxResults !== undefined && (maxResults < 5 || maxResults > 1000))
    throw refuse.invalidValue('maxResults', String(maxResults), 'Expecting a value between 5 and 1000.');
  const start = nextToken === undefined ? 0 : position(nextToken);
  const end = start + (maxResults ?? 1000);
  return { items: records.slice(start, end), nextToken: end < records.length ? token(end) : undefined };
}

function token(start: number): string {
  return Buffer.from(`page ${start}`).toString('base64url');
}

function position(nextToken: string): number {
  const found = /^page (\d+)$/.exec(Buffer.from(nextToken, 'base64url').toString());
  if (!found) throw refuse.invalidValue('nextToken', nextToken, 'Unable to parse pagination token');
  return Number(found[1]);
}
