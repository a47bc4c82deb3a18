import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AgentError, type ErrorKind } from '../../../src/domain/errors.ts';
import type { HostNetwork, Links, NetworkWish, ReleaseRequest } from '../../../src/domain/ports.ts';

/** What of the adapters' options a test may set. */
export interface PlayerOptions {
  readonly ipCommand?: string;
  readonly commandTimeoutMs?: number;
  readonly sysctlRoot?: string;
  readonly runRoot?: string;
  readonly managerPatience?: { workMs: number; noticeMs: number };
  /** false: no `ip monitor`, polling only. */
  readonly watch?: boolean;
  /** What runs in place of `ip` to watch. */
  readonly monitorCommand?: string;
}

export type PlayerRequest =
  | { readonly op: 'inspect' | 'configure'; readonly args: NetworkWish }
  | { readonly op: 'release'; readonly args: ReleaseRequest }
  | { readonly op: 'checkTools' | 'hardwareLinks' }
  | { readonly op: 'findByMac'; readonly args: string }
  | { readonly op: 'waitForChange'; readonly args: number };

interface Answer {
  readonly value?: unknown;
  readonly kind?: ErrorKind;
  readonly message?: string;
  readonly tookMs: number;
}

/** The real adapters at work in a network namespace, behind their ports. */
export interface HostPlayer {
  readonly host: HostNetwork;
  readonly links: Links;
  readonly pid: number;
  /** How long the last request took inside the namespace. */
  lastTookMs(): number;
  stop(): Promise<void>;
}

const script = new URL('./run-host-network.ts', import.meta.url).pathname;

export function startHostPlayer(netns: string, options: PlayerOptions = {}): HostPlayer {
  const argv = ['netns', 'exec', netns, process.execPath, script, JSON.stringify(options)];
  const child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let lastTookMs = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, ...answer } = JSON.parse(line) as Answer & { id: number };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const settle of waiting.values()) settle({ kind: 'failed', message: 'the player ended', tookMs: 0 });
  });

  async function ask<Value>(request: PlayerRequest): Promise<Value> {
    const answer = await new Promise<Answer>((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      child.stdin.write(`${JSON.stringify({ ...request, id: lastId })}\n`);
    });
    lastTookMs = answer.tookMs;
    if (answer.kind !== undefined) throw new AgentError(answer.kind, answer.message ?? '');
    return answer.value as Value;
  }

  return {
    host: {
      inspect: (args) => ask({ op: 'inspect', args }),
      configure: (args) => ask({ op: 'configure', args }),
      release: (args) => ask({ op: 'release', args }),
      anticipate: () => undefined,
      checkTools: () => ask({ op: 'checkTools' }),
    },
    links: {
      findByMac: (args) => ask({ op: 'findByMac', args }),
      hardwareLinks: () => ask({ op: 'hardwareLinks' }),
      waitForChange: (args) => ask({ op: 'waitForChange', args }),
    },
    pid: child.pid ?? 0,
    lastTookMs: () => lastTookMs,
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      child.stdin.end();
      await exited;
      clearTimeout(timer);
    },
  };
}
