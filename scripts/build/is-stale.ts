import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads, and what decides how it reads it. */
const inputs = [
  'src',
  'scripts/build',
  'scripts/code-cache',
  'scripts/docs',
  'scripts/build.ts',
  'package.json',
  'package-lock.json',
];

/** True if something that goes into dist/ is newer than it, or there is none. */
export function isStale(root: string): boolean {
  try {
    const builtMs = statSync(join(root, 'dist', 'main.js')).mtimeMs;
    return inputs.some((input) => newestMs(join(root, input)) > builtMs);
  } catch {
    return true;
  }
}

function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
