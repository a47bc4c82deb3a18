import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What one run of a program took, its children that it waited for included. */
export interface Sample {
  readonly wallMs: number;
  readonly userMs: number;
  readonly sysMs: number;
  readonly peakRssKiB: number;
}

export interface Command {
  /** An absolute path and arguments. */
  readonly argv: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly expectedCode: number;
}

interface Answer extends Sample {
  /** null: it had to be killed. */
  readonly code: number | null;
  readonly output: string;
}

const python = '/usr/bin/python3';
const timeoutS = 60;

/**
 * Runs programs one at a time and measures them, through a small process of its own: a spawner as big as this one would
 * leave its own resident set in every measurement, and Node cannot tell what one child used.
 */
export class ProcessMeter implements AsyncDisposable {
  readonly #spawner: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string, undefined>;
  readonly #lines: Interface;

  constructor() {
    this.#spawner = spawn(python, [join(import.meta.dirname, 'spawn-measured.py')], {
      env: {},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface(this.#spawner.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Throws, with what the program said, when it does not end with the expected code: such a measurement means nothing. */
  async run({ argv, env, expectedCode }: Command): Promise<Sample> {
    this.#spawner.stdin.write(`${JSON.stringify({ argv, env, timeoutS })}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`${python} ended: is it installed?`);
    const { code, output, ...sample } = JSON.parse(value) as Answer;
    if (code === expectedCode) return sample;
    throw new Error(`${argv.join(' ')} ended with ${String(code)}, not ${expectedCode}: ${output.trim()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lines.close();
    if (this.#spawner.exitCode !== null) return;
    const exited = once(this.#spawner, 'exit');
    this.#spawner.stdin.end();
    await exited;
  }
}
