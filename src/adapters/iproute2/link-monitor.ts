import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/** How long the kernel's announcements may be missed after the monitor was started, generously. */
const settleMs = 500;

export interface LinkMonitor {
  /** Resolves to true at the next announcement of a link or address, to false after `timeoutMs`. Never throws. */
  next(timeoutMs: number): Promise<boolean>;
  /** True while announcements can be relied on alone: the monitor has surely begun to listen and still runs. */
  isReliable(): boolean;
}

/**
 * Watches links and addresses through one `ip monitor`, started at the first wait and kept for the life of the
 * process. It never keeps the process alive, and the kernel kills it with this process however that ends (setpriv's
 * parent-death signal): a monitor that has nothing to say would not notice a closed pipe. Where it cannot run,
 * isReliable() stays false and every wait lasts its whole time.
 */
export function createLinkMonitor(ipCommand = 'ip'): LinkMonitor {
  let child: ChildProcess | undefined;
  let startedMs = 0;
  let alive = false;
  /** An announcement between two waits ends the next wait at once: it came after what the caller saw. */
  let pending = false;
  let wake: (() => void) | undefined;

  function start(): void {
    startedMs = performance.now();
    alive = true;
    child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ipCommand, '-o', 'monitor', 'link', 'address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = (): void => {
      alive = false;
    };
    child.once('error', ended);
    child.once('close', ended);
    child.stdout?.on('data', () => {
      pending = true;
      wake?.();
    });
    child.unref();
    // A pipe is a socket to Node: without this it would keep the process alive.
    if (child.stdout instanceof Socket) child.stdout.unref();
  }

  return {
    isReliable: () => alive && performance.now() - startedMs > settleMs,
    async next(timeoutMs) {
      if (child === undefined) start();
      if (!pending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const announced = pending;
      pending = false;
      return announced;
    },
  };
}
