import { readFile } from 'node:fs/promises';

/** A process for certain: a pid alone comes back to life as another process. */
export interface ProcessOwner {
  readonly pid: number;
  /** Clock ticks since boot when it started (field 22 of /proc/PID/stat). */
  readonly startTicks: string;
}

/** This process. */
export async function currentOwner(): Promise<ProcessOwner> {
  const startTicks = await startTicksOf(process.pid);
  if (startTicks === undefined) throw new Error('/proc does not show this process');
  return { pid: process.pid, startTicks };
}

/** Whether that very process still runs. */
export async function isAlive(owner: ProcessOwner): Promise<boolean> {
  return (await startTicksOf(owner.pid)) === owner.startTicks;
}

async function startTicksOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
