import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The paths of all TypeScript files in these folders and below, in order, as seen from the root. */
export function listTypeScript(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name))
      .toSorted(),
  );
}
