import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a version consists of; the runtime is there if it came with a package. */
const parts = ['bin', 'ocf', 'dist', 'runtime'];

/** Made where the program is installed, for the Node that it finds there. */
const madeHere = /\.cache$/;

/**
 * Makes `target` a whole version out of the one in `source`, safely on disk when it returns. Linked rather than copied
 * where `link` says so and the file system can: then it costs no space. Replacing or deleting the files of the source
 * leaves it as it is. Throws what the file system says.
 */
export function makeVersionTree(source: string, target: string, link: boolean): void {
  mkdirSync(target);
  chmodSync(target, 0o755);
  const present = new Set(readdirSync(source));
  for (const part of parts) {
    if (present.has(part)) copyTree(join(source, part), join(target, part), link);
  }
  syncToDisk(target);
}

function copyTree(source: string, target: string, link: boolean): void {
  const stats = lstatSync(source);
  if (stats.isSymbolicLink()) {
    symlinkSync(readlinkSync(source), target);
  } else if (stats.isDirectory()) {
    mkdirSync(target);
    chmodSync(target, 0o755);
    for (const name of readdirSync(source).filter((entry) => !madeHere.test(entry))) {
      copyTree(join(source, name), join(target, name), link);
    }
    syncToDisk(target);
  } else {
    if (!link || !tryLink(source, target)) {
      copyFileSync(source, target);
      chmodSync(target, (stats.mode & 0o111) === 0 ? 0o644 : 0o755);
    }
    syncToDisk(target);
  }
}

function tryLink(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch (error) {
    if (['EXDEV', 'EPERM', 'EMLINK', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return false;
    }
    throw error;
  }
}

/** After a power cut the version must not be there with empty files. */
export function syncToDisk(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
