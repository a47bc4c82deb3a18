import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that cannot be confused with a later one of the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly startedAt: string;
}

interface Process extends ProcessMark {
  readonly parent: number;
  readonly name: string;
  readonly argv: readonly string[];
}

/**
 * The processes that run the agent or the command for people, out of `base` or through one of `entries`; not this one
 * and what it was called by, nor what runs out of `except`. They may have found their version before it was replaced.
 */
export function usersOf(base: string, entries: readonly string[], except: string): readonly ProcessMark[] {
  const callers = ancestors();
  return processes(({ pid, argv }) => {
    const words = argv.slice(0, 3);
    return (
      !callers.has(pid) &&
      words.some((word) => entries.includes(word) || word.startsWith(`${base}/`)) &&
      !words.some((word) => word.startsWith(`${except}/`))
    );
  });
}

/** Those that are still there. */
export function stillRunning(marks: readonly ProcessMark[]): readonly ProcessMark[] {
  return marks.filter(({ pid, startedAt }) => readProcess(String(pid))?.startedAt === startedAt);
}

export function isRunning(name: string): boolean {
  return processes((each) => each.name === name).length > 0;
}

/** This process and those above it. */
function ancestors(): ReadonlySet<number> {
  const found = new Set<number>();
  let next = readProcess('self');
  while (next !== undefined && !found.has(next.pid)) {
    found.add(next.pid);
    next = readProcess(String(next.parent));
  }
  return found;
}

/** Those in this process's own pid namespace, which containers on the same host do not share. */
function processes(wanted: (process: Process) => boolean): readonly Process[] {
  const own = pidNamespace('self');
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => readProcess(entry) ?? [])
    .filter((process) => wanted(process) && pidNamespace(process.pid) === own);
}

/** undefined for one that has ended. */
function readProcess(pid: string): Process | undefined {
  try {
    // "PID (NAME) STATE …": a name may hold anything, brackets too; the start time is the 22nd field.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return {
      pid: Number.parseInt(stat, 10),
      parent: Number(fields[1]),
      name,
      startedAt: fields[19] ?? '',
      argv,
    };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function pidNamespace(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
