type PlainObject = Record<string, unknown>;

export type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

/**
 * Changes settings in place. A name that does not exist or a value of another type throws, since a setting that is
 * silently ignored makes a test that proves nothing.
 */
export function applyPatch<T extends object>(target: T, patch: DeepPartial<T>, path = ''): void {
  const fields = target as PlainObject;
  for (const [name, value] of Object.entries(patch as PlainObject)) {
    const where = path === '' ? name : `${path}.${name}`;
    if (!Object.hasOwn(fields, name)) throw new Error(`there is no setting ${where}`);
    const current = fields[name];
    if (isPlain(current) && isPlain(value)) applyPatch(current, value, where);
    else if (current !== null && value !== null && typeof current !== typeof value)
      throw new Error(`setting ${where} must be a ${typeof current}`);
    else if (typeof value === 'number' && !Number.isFinite(value))
      throw new Error(`setting ${where} must be finite`);
    else fields[name] = value;
  }
}

function isPlain(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
