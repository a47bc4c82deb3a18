import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const mostBytes = 64 * 1024;
/** Group or others may write: somebody else may have written. */
const writableByOthers = 0o022;

/**
 * The value in a small JSON file, or undefined when there is none that can be trusted: missing, unreadable, not JSON, a
 * symbolic link, too big, or writable by anybody but root and this user.
 */
export function readOwnedJson(path: string, uid: number): unknown {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(fd);
      const trusted = (stat.uid === 0 || stat.uid === uid) && (stat.mode & writableByOthers) === 0;
      if (!stat.isFile() || !trusted || stat.size > mostBytes) return undefined;
      return JSON.parse(readFileSync(fd, 'utf8')) as unknown;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Replaces the file in one step, mode 0600; the folder is made when missing. Throws what the file system throws. */
export function writeOwnedJson(path: string, value: unknown, pid: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const draft = `${path}.${pid}.tmp`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** True for a plain object whose fields can be looked at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
