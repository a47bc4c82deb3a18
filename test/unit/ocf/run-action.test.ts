import { describe, expect, it } from 'vitest';
import type { ActionContext, ActionResult } from '../../../src/actions/action-context.ts';
import { asAgentError } from '../../../src/domain/errors.ts';
import { readEnvironment } from '../../../src/ocf/environment.ts';
import { parseParameters } from '../../../src/ocf/parse-parameters.ts';
import { runAction, type ActionTools } from '../../../src/ocf/run-action.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const eniId = 'eni-0123456789abcdef0';
const unused = (): never => {
  throw new Error('this is not to be used');
};

/** Runs a start that does `work`, with so much time until Pacemaker would kill it. */
function start(
  timeoutMs: number,
  work: (context: ActionContext, clock: FakeClock) => Promise<ActionResult>,
): Promise<ActionResult> {
  const clock = new FakeClock();
  const heavy = { start: (context: ActionContext) => work(context, clock) };
  const tools: ActionTools = {
    clock,
    kernel: {
      get links() {
        return unused();
      },
      get facts() {
        return unused();
      },
      get configured() {
        return unused();
      },
    },
    loadHeavyActions: () => ({
      createPorts: () => ({}) as ReturnType<ReturnType<ActionTools['loadHeavyActions']>['createPorts']>,
      ...{ stop: unused, monitor: unused, reload: unused, validateNode: unused },
      ...heavy,
    }),
  };
  const environment = readEnvironment({ OCF_RESKEY_CRM_meta_timeout: String(timeoutMs) });
  const parameters = parseParameters({ OCF_RESKEY_eni_id: eniId });
  return clock.run(runAction('start', parameters, environment, tools));
}

describe('an action', () => {
  it.each([
    [90_000, 80_500],
    [20_000, 17_500],
    [3_000, 2_000],
    // With little time, a fifth of what there is stays for ending in good order.
    [2_000, 1_200],
    [1_000, 400],
  ])('with %d ms is asked to end by itself at %d ms', async (timeoutMs, expected) => {
    let told = NaN;
    await start(timeoutMs, (context) => {
      told = context.deadlineMs;
      return Promise.resolve({ outcome: 'done' });
    });
    expect(told).toBe(expected);
  });

  it('that does not end is ended, with a sentence of its own, before Pacemaker would kill it', async () => {
    const thrown = await start(20_000, () => new Promise(() => undefined)).catch(asAgentError);
    expect(thrown).toMatchObject({
      kind: 'deadline',
      message: `${eniId}: start did not end within 18000 ms`,
    });
    expect((thrown as Error).cause).toMatchObject({ message: 'no answer in time from start itself' });
  });

  it('that fails before that says why by itself', async () => {
    const failing = start(20_000, async (_context, clock) => {
      await clock.sleep(17_999);
      throw new Error('EC2 is on strike');
    });
    await expect(failing).rejects.toThrow('EC2 is on strike');
  });
});
