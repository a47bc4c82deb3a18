import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Writable } from 'node:stream';
import type { ControlGroup } from './control-group.ts';
import type { NodeDisk } from './node-disk.ts';
import { command, tryCommand, type CommandOptions, type CommandResult } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

const initScript = fileURLToPath(new URL('node-init', import.meta.url));

export interface NodePlan {
  readonly name: string;
  readonly netns: string;
  readonly disk: NodeDisk;
  readonly cgroup: ControlGroup;
  /** Folders that the node sees at their own path. */
  readonly keep: readonly string[];
}

/** What a login shell of root on a freshly booted machine has, and nothing of the caller's environment. */
const bareEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

const allNamespaces = ['-m', '-u', '-i', '-n', '-p', '--wd=/'];

/** Runs a program as a member of the node's cgroup, so that the node cannot hang or die without it. */
function inGroup({ path }: ControlGroup): string[] {
  return ['sh', '-c', 'echo $$ >"$0/cgroup.procs" && exec "$@"', path];
}

/**
 * A host made of namespaces: its own processes, mounts, host name and IPC around a network namespace that somebody else
 * made. It can lose power, hang, and boot again from its disk. It dies with the process that booted it.
 */
export class ClusterNode {
  readonly plan: NodePlan;
  #initPid: number | undefined;
  #lifeline: Writable | undefined;

  constructor(plan: NodePlan) {
    this.plan = plan;
  }

  get name(): string {
    return this.plan.name;
  }

  isRunning(): boolean {
    return this.#initPid !== undefined && this.plan.cgroup.holds(this.#initPid);
  }

  /** Starts PID 1 and waits until the mounts are made. Throws if the node runs already or is not up within 10 s. */
  async boot(): Promise<void> {
    if (this.isRunning()) throw new Error(`${this.name} runs already`);
    const { disk, cgroup, netns, name, keep } = this.plan;
    const initFile = disk.hostPath('init');
    rmSync(initFile, { force: true });
    const unshare = ['unshare', '-m', '-u', '-i', '-p', '--fork', '--kill-child'];
    const nsenter = [
      'nsenter',
      `--net=/run/netns/${netns}`,
      ...unshare,
      initScript,
      name,
      disk.path,
      ...keep,
    ];
    const child = spawn('setsid', [...inGroup(cgroup), ...nsenter], {
      env: bareEnvironment,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => (complaint += error.message));
    let ended = false;
    child.once('exit', () => (ended = true));
    this.#lifeline = child.stdin;
    child.unref();
    const pid = await waitUntil(() => (ended ? 'none' : readFileSync(initFile, 'utf8').trim()), {
      timeoutMs: 10_000,
      intervalMs: 10,
      what: `${name} booted`,
    });
    if (pid === 'none') throw new Error(`${name} did not boot: ${complaint}`);
    this.#initPid = Number(pid);
  }

  /** Runs a program on the node, as root with a bare environment, bounded in time even if the node is frozen. */
  tryExec(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return tryCommand(this.#entering(argv, options), this.#bounded(options));
  }

  /** Like {@link tryExec}; throws unless the program exits with 0; returns its standard output. */
  exec(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
    return command(this.#entering(argv, options), this.#bounded(options));
  }

  /** Everything on the node ends at once, nothing is told to anybody. Off already = nothing to do. */
  async powerCut(): Promise<void> {
    await this.plan.cgroup.kill();
    await waitUntil(() => !this.isRunning(), { timeoutMs: 5_000, intervalMs: 5, what: `${this.name} off` });
    this.#lifeline?.destroy();
    this.#initPid = undefined;
  }

  /** The node hangs: no process of it executes another instruction until {@link thaw}. */
  freeze(): Promise<void> {
    return this.plan.cgroup.freeze();
  }

  isFrozen(): boolean {
    return this.plan.cgroup.isFrozen();
  }

  thaw(): void {
    this.plan.cgroup.thaw();
  }

  #entering(argv: readonly string[], { timeoutMs = 20_000, env = {} }: CommandOptions): string[] {
    if (this.#initPid === undefined || !this.isRunning()) throw new Error(`${this.name} is off`);
    const assignments = Object.entries({ ...bareEnvironment, ...env }).map(
      ([key, value]) => `${key}=${value}`,
    );
    const inTime = ['timeout', '-k', '1', String(timeoutMs / 1000)];
    const enter = [
      ...inGroup(this.plan.cgroup),
      'nsenter',
      '-t',
      String(this.#initPid),
      ...allNamespaces,
      '--',
    ];
    return [...enter, 'env', '-i', ...assignments, ...inTime, ...argv];
  }

  /** Somewhat later than `timeout` on the node, which ends the program itself and not only nsenter. */
  #bounded({ timeoutMs = 20_000, input }: CommandOptions): CommandOptions {
    return { timeoutMs: timeoutMs + 2_000, ...(input === undefined ? {} : { input }) };
  }
}
