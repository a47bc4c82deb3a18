import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectReason, expectSilentSuccess } from '../integration/agent/expect-answer.ts';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { cast } from '../lab/topology.ts';
import { IpTrace, type When } from './ip-trace.ts';
import { situations } from './situation.ts';
import { Stage } from './stage.ts';

const fresh = situations.filter(({ name }) => name === 'start');
const awayMs = 400;

describeFabric('while start configures the link', () => {
  let stage: Stage;
  let trace: IpTrace;
  beforeAll(async () => {
    stage = await Stage.create();
    trace = await IpTrace.create(stage.lab);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  /** Starts, with something done to the node around the `n`th run of `ip`. */
  async function startAround(n: number, when: When, limitMs: number, act: () => Promise<void>) {
    const [situation] = fresh;
    if (situation === undefined) throw new Error('there is no plain start');
    await stage.prepare(situation);
    await trace.begin({ n, when });
    const limit = { OCF_RESKEY_CRM_meta_timeout: String(limitMs) };
    const run = stage.call(situation, limit, { wrapper: trace.wrapper });
    await expect.poll(() => trace.reached(), { timeout: 10_000, interval: 5 }).toBe(true);
    await act();
    await trace.goOn();
    return run;
  }

  const unplug = () => stage.lab.fabric.unplug(cast.eni);
  const plug = () => {
    const { attachment } = stage.lab.emulator.cloud.eni(cast.eni);
    return stage.lab.fabric.plug({
      eniId: cast.eni,
      instanceId: cast.nodeA,
      deviceIndex: attachment?.deviceIndex ?? 1,
    });
  };
  const moments = ([1, 2, 3] as const).flatMap((n) =>
    (['before', 'after'] as const).map((when) => [when, n] as const),
  );

  it.each(moments)('the link goes %s ip run no. %i and comes back: start begins anew', async (when, n) => {
    let back = Promise.resolve();
    const run = await startAround(n, when, 20_000, async () => {
      await unplug();
      back = new Promise((resolve) => setTimeout(resolve, awayMs)).then(plug);
    });
    await back;
    // Between the last look of start and its answer nothing can be noticed: the next monitor does.
    if (n < 3) {
      expectSilentSuccess(run);
      await stage.expectPlace('here', 'after start answered 0');
    }
    await stage.succeed('start', 'with the link back');
    await stage.expectPlace('here', 'with the link back');
  });

  it('the link goes for good: start says so, and stop lets go of the ENI', async () => {
    const run = await startAround(2, 'before', 5_000, unplug);
    expectReason(run, 1, /link/);
    await stage.succeed('stop', 'without the link');
    await stage.expectPlace('not here', 'without the link');
  });

  it.each([
    ['for a while', 20_000, 1_500],
    ['to the end', 6_000, 9_000],
  ])('somebody takes its work away %s', async (_name, limitMs, fightMs) => {
    const [situation] = fresh;
    if (situation === undefined) throw new Error('there is no plain start');
    await stage.prepare(situation);
    const fight = `end=$(($(date +%s%N) / 1000000 + ${fightMs}))
      while [ $(($(date +%s%N) / 1000000)) -lt $end ]; do
        ip -4 addr flush dev ens6; ip rule del iif ens6; ip rule del from 10.0.1.50; sleep 0.03
      done 2>/dev/null`;
    const argv = ['netns', 'exec', stage.lab.netnsOf(cast.nodeA), 'sh', '-c', fight];
    const fighter = spawn('ip', argv, { stdio: 'ignore' });
    const over = once(fighter, 'exit');
    const limit = { OCF_RESKEY_CRM_meta_timeout: String(limitMs) };
    const run = await stage.call(situation, limit);
    if (fightMs < limitMs) {
      expectSilentSuccess(run);
      await over;
    } else {
      // Between two blows all may be as it should be, which is what 0 says.
      expect([0, 1]).toContain(run.code);
      if (run.code === 1) expectReason(run, 1, /ens6|10\.0\.1\.50|\bip\b|host network/);
      fighter.kill('SIGKILL');
      await over;
    }
    await stage.succeed('start', 'with nobody against it');
    await stage.expectPlace('here', 'with nobody against it');
  });
});
