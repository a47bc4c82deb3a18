import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import type { Log } from '../../domain/ports.ts';
import { redact } from '../../domain/redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes one line at a level. */
export type WriteLine = (level: LogLevel, message: string) => void;

export interface LogOptions {
  readonly level: LogLevel;
  /** Makes the logger when the first line passes the level: most actions say nothing and pay nothing. */
  readonly openLogger: () => WriteLine;
  /** Syslog facility and tag for changes of state; undefined: not to syslog. */
  readonly syslog: { readonly facility: string; readonly tag: string } | undefined;
  /** File for changes of state, as HA_LOGFILE names it. */
  readonly file: string | undefined;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** The log of an action. Logging never fails an action: a sink that cannot be written is left out. */
export function createLazyLog({ level, openLogger, syslog, file }: LogOptions): Log {
  let write: WriteLine | undefined;
  const log = (at: LogLevel, message: string): void => {
    if (order.indexOf(at) < order.indexOf(level)) return;
    write ??= openLogger();
    write(at, redact(message));
  };
  return {
    debug: (message) => log('debug', message),
    info: (message) => log('info', message),
    warn: (message) => log('warn', message),
    error: (message) => log('error', message),
    event(message) {
      log('info', message);
      if (syslog !== undefined) toSyslog(syslog, redact(message));
      if (file !== undefined)
        toFile(file, `${new Date().toISOString()} ${syslog?.tag ?? 'eni'} ${redact(message)}\n`);
    },
  };
}

/** Node has no unix datagram sockets, so syslog goes through logger(1), which outlives this process if need be. */
function toSyslog({ facility, tag }: { facility: string; tag: string }, message: string): void {
  try {
    const child = spawn('logger', ['-t', tag, '-p', `${facility}.notice`, '--', message], {
      stdio: 'ignore',
    });
    child.on('error', () => undefined);
    child.unref();
  } catch {
    // Some failures to start a process are thrown: a message too long, a system out of memory.
  }
}

function toFile(path: string, line: string): void {
  try {
    appendFileSync(path, line);
  } catch {
    // A log file that cannot be written must not fail what is being logged.
  }
}
