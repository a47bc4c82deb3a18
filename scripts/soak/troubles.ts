import type { ClusterLab } from '../../test/cluster/lab.ts';
import type { FaultEffect, FaultMatch } from '../../test/emulator/faults/fault-rule.ts';
import type { Latency } from '../../test/emulator/model/settings.ts';
import { cast } from '../../test/lab/topology.ts';
import type { Trouble } from './plan-operations.ts';
import { soakLatency } from './soak-lab.ts';
import { between, oneOf } from './stage.ts';

/** A kind of trouble in the cloud. It lasts until what `begin` returns is called. */
export interface TroubleKind {
  readonly name: string;
  readonly weight: number;
  readonly begin: (lab: ClusterLab, dice: Trouble['dice']) => Promise<End> | End;
}

type End = () => Promise<void> | void;

/** None of them lasts as long as a start or stop may take, so none of them excuses that one fails. */
export const troubles: readonly TroubleKind[] = [
  {
    name: 'EC2 unreachable',
    weight: 6,
    async begin({ parts: { fabric } }) {
      await fabric.setEndpointReachable(false);
      return () => fabric.setEndpointReachable(true);
    },
  },
  {
    name: 'EC2 unreachable from one node',
    weight: 3,
    async begin({ parts: { fabric } }, dice) {
      const node = oneOf([cast.nodeA, cast.nodeB], dice[0]);
      await fabric.setEndpointReachable(false, node);
      return () => fabric.setEndpointReachable(true, node);
    },
  },
  {
    name: 'EC2 fails',
    weight: 4,
    begin: (lab, dice) => fault(lab, { service: 'ec2' }, oneOf<FaultEffect>(failures, dice[0])),
  },
  {
    name: 'EC2 throttles',
    weight: 5,
    begin({ parts: { emulator } }, dice) {
      const bucket = { capacity: between(1, 3, dice[0]), refillPerSecond: 0.5 + dice[1] };
      emulator.configure({
        throttle: { describe: bucket, 'describe-all': bucket, mutate: bucket, power: bucket },
      });
      return () => emulator.configure({ throttle: null });
    },
  },
  {
    name: 'EC2 is slow',
    weight: 3,
    begin: (lab, dice) =>
      fault(lab, { service: 'ec2' }, { kind: 'delay', delayMs: between(300, 2_500, dice[0]) }),
  },
  {
    name: 'EC2 answers from the past',
    weight: 5,
    begin({ parts: { emulator } }, dice) {
      emulator.configure({
        stale: { mode: 'random', lagMs: between(500, 5_000, dice[0]), probability: 0.3 + dice[1] / 2 },
      });
      return () => emulator.configure({ stale: { mode: 'off' } });
    },
  },
  {
    name: 'replies get lost',
    weight: 4,
    begin(lab, dice) {
      const action = oneOf(
        ['AttachNetworkInterface', 'DetachNetworkInterface', '*tachNetworkInterface'],
        dice[0],
      );
      return fault(
        lab,
        { service: 'ec2', action },
        { kind: 'lost-reply', ending: oneOf(['reset', 'hang'], dice[1]) },
      );
    },
  },
  {
    name: 'detach is slow',
    weight: 5,
    begin: (lab, dice) => latency(lab, { detachMs: between(3_000, 9_000, dice[0]) }),
  },
  {
    name: 'attach is slow',
    weight: 4,
    begin: (lab, dice) =>
      latency(lab, { attachMs: between(1_500, 6_000, dice[0]), linkMs: between(500, 6_000, dice[1]) }),
  },
  {
    name: 'links linger',
    weight: 3,
    begin({ parts: { emulator } }, dice) {
      emulator.configure({ linkLingerMs: between(300, 4_000, dice[0]) });
      return () => emulator.configure({ linkLingerMs: 0 });
    },
  },
  {
    name: 'metadata service down',
    weight: 5,
    begin: (lab, dice) => fault(lab, { service: 'imds' }, oneOf<FaultEffect>(silences, dice[0])),
  },
  {
    name: 'credentials expire',
    weight: 3,
    begin({ parts: { emulator } }) {
      emulator.credentials.expire(cast.role);
      return () => undefined;
    },
  },
];

const failures: [FaultEffect, ...FaultEffect[]] = [
  { kind: 'error', code: 'InternalError', status: 500 },
  { kind: 'error', code: 'Unavailable', status: 503 },
  { kind: 'error', code: 'RequestLimitExceeded', status: 503 },
  { kind: 'error', code: 'AuthFailure', status: 401 },
  { kind: 'reset' },
  { kind: 'truncated', mode: 'body' },
  { kind: 'malformed' },
  { kind: 'content', body: '<html>Bad Gateway</html>', status: 502, contentType: 'text/html' },
];

const silences: [FaultEffect, ...FaultEffect[]] = [
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'error', code: 'ServiceUnavailable', status: 503 },
];

function fault({ parts: { emulator } }: ClusterLab, match: FaultMatch, effect: FaultEffect): End {
  const id = emulator.faults.add({ match, effect });
  return () => emulator.faults.remove(id);
}

function latency({ parts: { emulator } }: ClusterLab, changed: Partial<Latency>): End {
  emulator.configure({ latency: changed });
  return () => emulator.configure({ latency: soakLatency });
}
