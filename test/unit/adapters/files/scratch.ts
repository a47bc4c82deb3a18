import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder of its own for each test of a file. */
export function useScratch(): { path: (name: string) => string } {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eni-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return { path: (name) => join(folder, name) };
}

export const uid = process.geteuid?.() ?? 0;
/** A user that is neither root nor the one who runs the tests. */
export const strangerUid = uid + 4711;
