import { setTimeout as delay } from 'node:timers/promises';
import { eniResource, type ClusterLab, type NodeName } from '../../test/cluster/lab.ts';
import type { Chronicle } from './chronicle.ts';
import { converge } from './converge.ts';
import { operationKinds } from './kinds.ts';
import type { Observer } from './observer.ts';
import type { Operation, Trouble } from './plan-operations.ts';
import type { Stage } from './stage.ts';
import type { Outcome } from './summary.ts';
import { troubles } from './troubles.ts';

/** How long the cluster may take to come to rest after the last of an operation and its trouble. */
const restBoundMs = 120_000;
/** Clients of a machine that is busy may miss answers for a moment; an ENI that is taken away costs more than this. */
const noticeableMs = 1_500;

/** Carries out one operation, waits until all is well again and takes back what it left. Violations go to the observer. */
export async function carryOut(
  lab: ClusterLab,
  observer: Observer,
  chronicle: Chronicle,
  operation: Operation,
): Promise<Outcome> {
  const kind = operationKinds.find(({ name }) => name === operation.kind);
  if (kind === undefined) throw new Error(`there is no operation "${operation.kind}"`);
  await delay(operation.pauseMs);
  const active = lab.holder() ?? 'nat-a';
  const passive = lab.peerOf(active);
  const mark = lab.record.mark();
  const stage: Stage = {
    lab,
    operation,
    active,
    passive,
    chosen: operation.on === 'active' ? active : passive,
    mark,
    justifyFencing: (node, why) => {
      chronicle.add('soak', `${node} may be fenced: ${why}`);
      observer.fencing.justify(node, why);
    },
    signal: observer.violated,
  };
  const trouble = operation.trouble && endureTrouble(stage, chronicle, operation.trouble);
  try {
    await kind.run(stage);
  } catch (error) {
    // A command may give up in a trouble, and counts for nothing: what counts is how things are in the end.
    const why = `${kind.name} could not be carried out: ${error instanceof Error ? error.message : String(error)}`;
    if (trouble === undefined && !observer.violated.aborted) observer.report(why);
    else chronicle.add('soak', why);
  }
  await trouble;
  chronicle.add('soak', 'all is done; now the cluster must come to rest');
  const atRest = await rest(lab, observer);
  const tookMs = Date.now() - mark.atMs;
  await lab.traffic.settled(Date.now());
  const outages = lab.record.outagesSince(mark);
  const longestMs = Math.max(0, ...outages.map(({ durationMs }) => durationMs));
  const moves = lab.record.movesSince(mark);
  if (!kind.disturbs && (moves.length > 0 || longestMs >= noticeableMs))
    observer.report(`${kind.name} must not touch the ENI: ${moves.join(', ')}, an outage of ${longestMs} ms`);
  if (atRest) await takeBack(lab, observer);
  observer.catchUp();
  observer.fencing.forget();
  return {
    kind: kind.name,
    trouble: operation.trouble?.kind,
    outageMs: outages.reduce((sum, { durationMs }) => sum + durationMs, 0),
    tookMs,
  };
}

/** Begins and ends a trouble at the planned times, and ends it in any case. */
async function endureTrouble({ lab, signal }: Stage, chronicle: Chronicle, plan: Trouble): Promise<void> {
  const found = troubles.find(({ name }) => name === plan.kind);
  if (found === undefined) throw new Error(`there is no trouble "${plan.kind}"`);
  const pass = (ms: number): Promise<unknown> => delay(ms, undefined, { signal }).catch(() => undefined);
  await pass(plan.afterMs);
  const end = await found.begin(lab, plan.dice);
  chronicle.add('soak', `${plan.kind} begins`);
  await pass(plan.forMs);
  await end();
  chronicle.add('soak', `${plan.kind} ends`);
}

async function rest(lab: ClusterLab, observer: Observer): Promise<NodeName | undefined> {
  try {
    return await converge(lab, observer, restBoundMs);
  } catch (error) {
    if (!observer.violated.aborted)
      observer.report(
        `the cluster does not come to rest: ${error instanceof Error ? error.message : String(error)}`,
      );
    return undefined;
  }
}

/** What the operation left in the configuration and the history goes. None of it may move the ENI. */
async function takeBack(lab: ClusterLab, observer: Observer): Promise<void> {
  const { bans, failures, failCounts } = await lab.status();
  if (bans.length === 0 && failures.length === 0 && failCounts.length === 0) return;
  const mark = lab.record.mark();
  if (bans.length > 0) await lab.crm('nat-a', 'resource', 'clear', eniResource);
  if (failures.length > 0 || failCounts.length > 0) await lab.crm('nat-a', 'resource', 'cleanup');
  await rest(lab, observer);
  const moves = lab.record.movesSince(mark);
  if (moves.length > 0) observer.report(`clear and cleanup moved the ENI: ${moves.join(', ')}`);
}
