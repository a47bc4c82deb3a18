import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentLab } from '../lab/agent-lab.ts';
import { withFiles } from '../lab/with-files.ts';

const ip = '/usr/bin/ip';

/** Whether the process stops before or after the step. */
export type When = 'before' | 'after';

/** Counts the runs of `ip` on a node, and makes one of them wait until it is told to go on. */
export class IpTrace {
  readonly #file: (name: string) => string;

  private constructor(folder: string) {
    this.#file = (name) => join(folder, `traced-ip-${name}`);
  }

  static async create(lab: AgentLab): Promise<IpTrace> {
    const trace = new IpTrace(lab.folder);
    await trace.#install();
    return trace;
  }

  /** Words before the agent that let it find the traced `ip`. */
  get wrapper(): readonly string[] {
    return withFiles([this.#file('script'), ip]);
  }

  /** Counts from one again. The `n`th run will stop, where one is given. */
  async begin(stopAt?: { readonly n: number; readonly when: When }): Promise<void> {
    for (const mark of ['reached', 'go-on']) await rm(this.#file(mark), { force: true });
    await rm(this.#file('runs'), { recursive: true, force: true });
    await mkdir(this.#file('runs'));
    await writeFile(this.#file('stop'), stopAt === undefined ? '' : `${stopAt.n} ${stopAt.when}\n`);
  }

  /** Whether the run that was to stop has done so. */
  async reached(): Promise<boolean> {
    return stat(this.#file('reached')).then(
      () => true,
      () => false,
    );
  }

  /** Lets the run that stopped go on. */
  async goOn(): Promise<void> {
    await writeFile(this.#file('go-on'), '');
  }

  /** How many runs there were, watching for changes not counted. */
  async runs(): Promise<number> {
    return (await readdir(this.#file('runs'))).length;
  }

  async #install(): Promise<void> {
    const real = this.#file('real');
    await copyFile(ip, real);
    await chmod(real, 0o755);
    const script = `#!/bin/sh
for word in "$@"; do if [ "$word" = monitor ]; then exec ${real} "$@"; fi; done
n=1
until mkdir ${this.#file('runs')}/$n 2>/dev/null; do n=$((n + 1)); done
pause() {
  [ "$(cat ${this.#file('stop')})" = "$n $1" ] || return 0
  : >${this.#file('reached')}
  until [ -e ${this.#file('go-on')} ]; do sleep 0.02; done
}
pause before
${real} "$@"
code=$?
pause after
exit $code
`;
    await writeFile(this.#file('script'), script);
    await chmod(this.#file('script'), 0o755);
  }
}
