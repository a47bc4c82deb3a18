import { CloudError } from '../model/cloud-error.ts';

export interface FilterRequest {
  readonly Name: string;
  readonly Value: readonly string[];
}

/** What each filter of a call compares: all values that a record has for it. */
export type FilterTable<T> = Readonly<Record<string, (record: T) => readonly (string | undefined)[]>>;

/**
 * Keeps the records that match every filter; within one filter any value will do, and `*` and `?` stand for other
 * characters. A filter that the call does not know is refused.
 */
export function applyFilters<T>(
  records: readonly T[],
  requested: readonly FilterRequest[],
  table: FilterTable<T>,
): T[] {
  const tests = requested.map(({ Name, Value }) => {
    const valuesOf = Object.hasOwn(table, Name) ? table[Name] : undefined;
    if (!valuesOf) throw new CloudError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    if (Value.length === 0)
      throw new CloudError('InvalidParameterValue', `The filter '${Name}' needs a value`);
    const patterns = Value.map(wildcard);
    return (record: T): boolean =>
      valuesOf(record).some(
        (value) => value !== undefined && patterns.some((pattern) => pattern.test(value)),
      );
  });
  return records.filter((record) => tests.every((test) => test(record)));
}

function wildcard(value: string): RegExp {
  const escaped = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
