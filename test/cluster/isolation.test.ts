import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { ec2LikeLatency } from '../emulator/model/settings.ts';
import { oneArmed } from '../lab/topology.ts';
import { controlGroupRoot, openControlGroup } from './control-group.ts';
import { readGuide } from './guide.ts';
import { setUpLab } from './lab-setup.ts';
import { waitUntil } from './wait-until.ts';

const script = new URL('booted-lab.ts', import.meta.url).pathname;

/** A laboratory whose nodes run, in a process of its own. */
async function bootedElsewhere(): Promise<{ readonly child: ChildProcess; readonly lab: string }> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [lab] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, lab };
}

function makeLab(): ReturnType<typeof setUpLab> {
  return setUpLab({
    world: (lab) => oneArmed({ lab }),
    guide: readGuide(),
    latency: ec2LikeLatency,
  });
}

const groupOf = (lab: string): string => join(controlGroupRoot(), lab);

/** Namespaces, cgroups and folders of a laboratory. */
function tracesOf(lab: string): string[] {
  const namespaces = readdirSync('/run/netns').filter((name) => name.startsWith(lab));
  const paths = [groupOf(lab), join(tmpdir(), 'eni-agent-cluster', lab)].filter((path) => existsSync(path));
  return [...namespaces, ...paths];
}

describe('a laboratory', () => {
  test('dies with its process, and the next one removes what is left of it', async () => {
    const { child, lab } = await bootedElsewhere();
    const group = openControlGroup(groupOf(lab));
    expect(group.isEmpty()).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await waitUntil(() => group.isEmpty(), { timeoutMs: 10_000, what: 'no process of a node is left' });
    expect(tracesOf(lab)).not.toEqual([]);
    const next = await makeLab();
    const left = tracesOf(lab);
    await next.tearDown();
    expect(left).toEqual([]);
    expect(tracesOf(next.name)).toEqual([]);
  });

  test('leaves another one alone that runs at the same time', async () => {
    const { child, lab } = await bootedElsewhere();
    try {
      const before = tracesOf(lab);
      const other = await makeLab();
      await Promise.all([...other.hosts.values()].map((host) => host.powerOn()));
      await other.tearDown();
      expect(tracesOf(lab)).toEqual(before);
      expect(openControlGroup(groupOf(lab)).isEmpty()).toBe(false);
    } finally {
      child.stdin?.end();
      await once(child, 'exit');
    }
    expect(tracesOf(lab)).toEqual([]);
  });
});
