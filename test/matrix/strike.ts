import type { FaultEffect, FaultRule } from '../emulator/faults/fault-rule.ts';
import type { Cell } from './cell.ts';
import type { Stage } from './stage.ts';

const pollMs = 5;

/** Puts the fault of a cell in force. `end` lifts it and says whether it struck anything. */
export function strike(
  stage: Stage,
  { call, fault, occurrence, lasting }: Cell,
): { end(): Promise<boolean> } {
  const { faults } = stage.lab.emulator;
  const rule = (effect: FaultEffect, onwards: boolean): FaultRule => ({
    match: {
      service: call.service,
      action: call.action,
      ...(call.service === 'ec2' ? { dryRun: call.dryRun } : {}),
    },
    occurrences: onwards ? { from: occurrence } : [occurrence],
    effect,
  });
  const struckBy = (id: string) => (faults.list().find((it) => it.id === id)?.struck ?? 0) > 0;
  const { meanwhile } = fault;
  if (meanwhile === undefined) {
    const ids = fault.effects.map((effect) => faults.add(rule(effect, lasting)));
    return {
      end: () => {
        const struck = ids.some(struckBy);
        faults.remove();
        return Promise.resolve(struck);
      },
    };
  }
  // The request is held until the world has changed around it.
  const hold = faults.add(rule({ kind: 'hold' }, false));
  fault.effects.forEach((effect) => faults.add(rule(effect, false)));
  const ended = new AbortController();
  const watching = (async () => {
    while (!struckBy(hold)) {
      if (ended.signal.aborted) return false;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    await meanwhile(stage);
    faults.remove(hold);
    return true;
  })();
  return {
    async end() {
      ended.abort();
      return watching.finally(() => faults.remove());
    },
  };
}
