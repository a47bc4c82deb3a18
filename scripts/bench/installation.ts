import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * A copy of the built program as a package installs it, with this Node as its runtime: what is measured does not change
 * when somebody builds meanwhile. Returns its folder. With `codeCache` false, the caches are left out.
 */
export async function installCopy(folder: string, { codeCache }: { codeCache: boolean }): Promise<string> {
  await mkdir(join(folder, 'runtime', 'bin'), { recursive: true });
  for (const part of ['bin', 'dist', 'ocf'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(process.execPath, join(folder, 'runtime', 'bin', 'node'));
  if (codeCache) return folder;
  const dist = join(folder, 'dist');
  for (const name of await readdir(dist)) if (name.endsWith('.cache')) await rm(join(dist, name));
  return folder;
}
