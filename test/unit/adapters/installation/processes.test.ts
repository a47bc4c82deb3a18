import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { isRunning, stillRunning, usersOf } from '../../../../src/adapters/installation/processes.ts';

const base = '/usr/lib/eni-agent-of-a-test';
const agent = '/usr/lib/ocf/resource.d/forward3d/eni-of-a-test';
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that looks like a call of that program. */
async function pretend(argv0: string): Promise<number> {
  const child = spawn('sleep', ['60'], { argv0, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

function users(): number[] {
  return usersOf(base, [agent], `${base}/package`)
    .map(({ pid }) => pid)
    .sort((one, other) => one - other);
}

it('whoever runs a version, or the agent, is a user; the package itself and strangers are none', async () => {
  const runtime = await pretend(`${base}/1.0.0/ocf/../runtime/bin/node`);
  const shim = await pretend(agent);
  await pretend(`${base}/package/runtime/bin/node`);
  await pretend(`${base}-other/1.0.0/runtime/bin/node`);
  expect(users()).toEqual([runtime, shim].sort((one, other) => one - other));
});

it('a user is there until it has ended', async () => {
  await pretend(agent);
  const [found] = usersOf(base, [agent], `${base}/package`);
  const marks = [found!, { ...found!, startedAt: '1' }];
  // The second one had the same number at another time.
  expect(stillRunning(marks)).toEqual([found]);
  const [child] = children.splice(0);
  const ended = once(child!, 'exit');
  child!.kill('SIGKILL');
  await ended;
  expect(stillRunning(marks)).toEqual([]);
});

it('who called this process does not count', async () => {
  const [caller = ''] = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0');
  await pretend(caller);
  const found = usersOf('/nowhere', [caller], '/nowhere/else').map(({ pid }) => pid);
  expect(found).toContain(children[0]!.pid);
  expect(found).not.toContain(process.ppid);
});

it('programs are known by their names', async () => {
  expect(isRunning('no-such-daemon')).toBe(false);
  await pretend('anything');
  expect(isRunning('sleep')).toBe(true);
});
