import type { Log } from '../../src/domain/ports.ts';

/** Everything that was logged, by kind. */
export class RecordingLog implements Log {
  readonly warnings: string[] = [];
  readonly events: string[] = [];
  readonly details: string[] = [];

  debug(message: string): void {
    this.details.push(message);
  }

  info(message: string): void {
    this.details.push(message);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  error(message: string): void {
    this.warnings.push(message);
  }

  event(message: string): void {
    this.events.push(message);
  }
}
