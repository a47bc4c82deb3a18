import { pino, stdTimeFunctions } from 'pino';
import type { LogLevel, WriteLine } from './lazy-log.ts';

export interface PinoOptions {
  readonly level: LogLevel;
  readonly resource: string;
  /** Plain lines for a person on a terminal instead of JSON. */
  readonly pretty: boolean;
}

/** The one pino logger: file descriptor 2, synchronous, so that no line is lost when the process ends. */
export function createPinoLogger({ level, resource, pretty }: PinoOptions): WriteLine {
  const target = pino.destination({ fd: 2, sync: true });
  const options = {
    level,
    base: { resource },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(options, pretty ? { write: (line) => target.write(toPlain(line)) } : target);
  return (at, message) => logger[at](message);
}

function toPlain(line: string): string {
  const { time, level, msg } = JSON.parse(line) as { time: string; level: string; msg: string };
  return `${time.slice(11, 23)} ${level.padEnd(5)} ${msg}\n`;
}
