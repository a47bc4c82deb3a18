import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A TypeScript program running in a network namespace. It has to end when its standard input is closed. */
export class NamespaceProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #exited: Promise<unknown>;
  readonly #firstLine: Promise<string>;
  readonly #what: string;

  /** Starts `script` (a file URL). `onLine` gets its standard output, line by line. */
  constructor(netns: string, script: URL, args: readonly string[], onLine: (line: string) => void) {
    this.#what = `${script.pathname} in ${netns}`;
    const argv = ['netns', 'exec', netns, process.execPath, script.pathname, ...args];
    this.#child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', resolve);
      // It could not be started: nothing will ever come out of it.
      this.#child.once('error', resolve);
    });
    // The pipe breaks if the process dies by itself.
    this.#child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: this.#child.stdout });
    lines.on('line', onLine);
    this.#firstLine = new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new Error(`${this.#what} ended`)));
    });
    // Not everybody asks for it.
    this.#firstLine.catch(() => undefined);
  }

  /** Its first line of output, by which it says that it is ready. Throws if it ends before, or after `timeoutMs`. */
  async firstLine(timeoutMs = 10_000): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${this.#what} is not ready after ${timeoutMs} ms`));
      }, timeoutMs);
    });
    return Promise.race([this.#firstLine, late]).finally(() => clearTimeout(timer));
  }

  /** Ends it: by closing its standard input, after two seconds by force. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    this.#child.stdin.end();
    await this.#exited;
    if (!this.#child.stdout.closed) await once(this.#child.stdout, 'close');
    clearTimeout(timer);
  }
}
