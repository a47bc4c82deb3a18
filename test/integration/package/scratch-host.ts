import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNobody } from '../agent/has-nobody.ts';

/** What was installed and changed lies in a folder of its own; the host sees nothing of it. */
const enter = `set -e
mount --make-rprivate /
for over in etc usr var; do
  mkdir -p "$0/$over" "$0/work/$over"
  mount -t overlay -o "lowerdir=/$over,upperdir=$0/$over,workdir=$0/work/$over" host "/$over"
done
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive
exec "$@"`;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** This host with changes of its own, which last from one command to the next and end with it. No process outlives its command. */
export class ScratchHost implements Disposable {
  /** Where what was changed lies. */
  readonly changes = mkdtempSync(join(tmpdir(), 'eni-agent-host-'));

  constructor() {
    mkdirSync(join(this.changes, 'work'));
    const settings = join(this.changes, 'etc/dpkg/dpkg.cfg.d');
    mkdirSync(settings, { recursive: true });
    // Nothing has to survive a power cut here, nor has the index of manual pages to be made anew.
    writeFileSync(join(settings, 'scratch'), 'force-unsafe-io\nno-triggers\n');
  }

  /** Runs a program there. */
  run(argv: readonly string[]): Ran {
    const words = ['-m', '-p', '--fork', '--kill-child', '--mount-proc'];
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [...words, 'sh', '-c', enter, this.changes, ...argv],
      { encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL' },
    );
    return { status, stdout, stderr };
  }

  /** A shell script, which must succeed. Answers what it printed. */
  sh(script: string): string {
    const { status, stdout, stderr } = this.run(['sh', '-euc', script]);
    if (status !== 0) throw new Error(`${script}: exit ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.changes, { recursive: true, force: true });
  }
}

/** Why there can be no such host here; undefined where there can. */
export function whyNoScratchHost(): string | undefined {
  if (!hasNobody) return 'packages cannot be installed in a user namespace';
  using host = new ScratchHost();
  return host.run(['true']).status === 0 ? undefined : 'the file system allows no overlay';
}
