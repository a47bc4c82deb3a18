import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A script of this folder running in a network namespace. It ends when its standard input is closed. */
export class NamespaceProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #exited: Promise<unknown>;

  /** Starts `script` (a URL of a TypeScript file). `onLine` gets its standard output, line by line. */
  constructor(netns: string, script: URL, args: readonly string[], onLine: (line: string) => void) {
    const argv = ['netns', 'exec', netns, process.execPath, script.pathname, ...args];
    this.#child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', resolve);
      // It could not be started: the caller notices that nothing comes out of it.
      this.#child.once('error', resolve);
    });
    // The pipe breaks if the process dies by itself.
    this.#child.stdin.on('error', () => undefined);
    createInterface({ input: this.#child.stdout }).on('line', onLine);
  }

  get pid(): number | undefined {
    return this.#child.pid;
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
