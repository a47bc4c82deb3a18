import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHostBench, describeHost, eniMac, type HostBench } from './host-bench.ts';
import type { HostPlayer } from './host-player.ts';
import { isAlive } from './is-alive.ts';

/** 50 ms at most on a machine with nothing else to do; a wait for nothing would take seconds. */
const soonMs = 500;

let bench: HostBench;

beforeEach(async () => {
  bench = await createHostBench();
});

afterEach(() => bench.destroy());

/** How long after a link arrived or changed the wait for it was over. */
async function noticeMs(player: HostPlayer, change: () => Promise<void>): Promise<number> {
  await player.links.findByMac(eniMac);
  const noticed = player.links.waitForChange(5000).then(() => performance.now());
  await new Promise((resolve) => setTimeout(resolve, 120));
  await change();
  const changedMs = performance.now();
  return (await noticed) - changedMs;
}

/** Processes whose parent is `pid`: the `ip monitor` among them. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

describeHost('waiting for a link', () => {
  it.each([true, false])('notices its arrival soon, watched: %s', async (watch) => {
    const player = bench.play({ watch });
    await player.links.waitForChange(1000);
    const tookMs = await noticeMs(player, () => bench.plug('ens6', eniMac));
    expect(tookMs).toBeLessThan(soonMs);
    expect(await player.links.findByMac(eniMac)).toMatchObject({ name: 'ens6' });
  });
});

describeHost('the watch on links', () => {
  it('also notices that a link gets its carrier', async () => {
    const player = bench.play();
    await bench.plug('ens6', eniMac);
    await player.links.findByMac(eniMac);
    await player.links.waitForChange(1000);
    const tookMs = await noticeMs(player, async () => {
      await bench.on('ip link set ens6 up');
    });
    expect(tookMs).toBeLessThan(soonMs);
  });

  it('is one process, which ends with the agent even if that is killed', async () => {
    const player = bench.play();
    await player.links.findByMac(eniMac);
    await player.links.waitForChange(50);
    await player.links.waitForChange(50);
    const watchers = childrenOf(player.pid);
    expect(watchers).toHaveLength(1);
    process.kill(player.pid, 'SIGKILL');
    await expect.poll(() => watchers.filter(isAlive)).toEqual([]);
  });

  it('does not keep the agent alive', async () => {
    const player = bench.play();
    await player.links.findByMac(eniMac);
    await player.links.waitForChange(50);
    const startMs = performance.now();
    await player.stop();
    // stop() ends it by force after two seconds.
    expect(performance.now() - startMs).toBeLessThan(1900);
  });

  it('falls back to looking where ip is not to be had', async () => {
    const player = bench.play({ monitorCommand: '/nonexistent/ip' });
    expect(await noticeMs(player, () => bench.plug('ens6', eniMac))).toBeLessThan(soonMs);
  });
});
