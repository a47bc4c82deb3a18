import { attach } from '../../emulator/model/attach.ts';
import type { AgentLab, Environment } from '../../lab/agent-lab.ts';
import { cast } from '../../lab/topology.ts';
import { holderOf } from './cloud-state.ts';
import { odd } from './crowded-world.ts';

const { nodeA, nodeB, eni } = cast;
/** For what is tried again until time runs out. */
const soon: Environment = { OCF_RESKEY_CRM_meta_timeout: '5000' };

/** A reason not to start on node A of a crowded world, and what the agent has to say about it. */
export interface Refusal {
  readonly what: string;
  readonly arrange?: (lab: AgentLab) => unknown;
  readonly env?: Environment;
  readonly instanceType?: string;
  readonly start: readonly [code: number, reason: RegExp];
  /** validate-all at level 10; left out where it has nothing to object to. */
  readonly validate?: readonly [code: number, reason: RegExp];
  /** Changes that start asks EC2 for all the same. */
  readonly changes?: readonly string[];
}

const fault = (code: string, status: number, action = '*') => ({
  match: { service: 'ec2' as const, action },
  effect: { kind: 'error' as const, code, status },
});
const everything = (effect: 'reset' | 'malformed' | 'truncated') => (lab: AgentLab) =>
  lab.emulator.faults.add({ match: { service: 'ec2' }, effect: { kind: effect } });
const deny = (action: string) => (lab: AgentLab) => lab.emulator.policies.set(cast.role, [{ action }]);
const attached = (eniId: string, instanceId: string) => async (lab: AgentLab) => {
  const { cloud } = lab.emulator;
  attach(cloud, { eniId, instanceId, deviceIndex: 1, networkCardIndex: 0 });
  await cloud.events.until('attached', 5_000, () => holderOf(lab, eniId) === `${instanceId} attached`);
};
const heldByB = attached(eni, nodeB);
const spareOnA = attached(odd.spare, nodeA);

export const refusals: readonly Refusal[] = [
  {
    what: 'an ENI that EC2 does not know',
    env: { OCF_RESKEY_eni_id: odd.missing },
    start: [2, /EC2 knows no such ENI \(asked region eu-west-1 at http:/],
    validate: [2, /EC2 knows no such ENI \(asked region eu-west-1 at http:/],
  },
  {
    what: 'an ENI of an AWS service',
    env: { OCF_RESKEY_eni_id: odd.managed },
    start: [6, /managed by an AWS service/],
    validate: [6, /managed by an AWS service/],
  },
  {
    what: 'the primary ENI of another instance',
    env: { OCF_RESKEY_eni_id: odd.primaryOfNodeB },
    start: [6, /primary interface, which cannot be moved: eni_id must name another one/],
    validate: [6, /primary interface, which cannot be moved/],
    changes: [],
  },
  {
    what: 'the primary ENI of this very node',
    env: { OCF_RESKEY_eni_id: odd.primaryOfNodeA },
    start: [6, /primary interface, which cannot be moved: eni_id must name another one/],
    validate: [6, /primary interface, which cannot be moved/],
    changes: [],
  },
  {
    what: 'an ENI in another zone',
    env: { OCF_RESKEY_eni_id: odd.remote },
    start: [2, /eu-west-1b and i-0aaaaaaaaaaaaaaa1 in eu-west-1a: both must be in one Availability Zone/],
    validate: [2, /both must be in one Availability Zone/],
  },
  {
    what: 'an instance without a free slot',
    arrange: spareOnA,
    start: [2, /AttachmentLimitExceeded/],
    validate: [2, /already has 2 of at most 2 interfaces/],
    changes: ['AttachNetworkInterface'],
  },
  {
    what: 'a device index that is taken',
    instanceType: 't3.medium',
    arrange: spareOnA,
    env: { OCF_RESKEY_device_index: '1' },
    start: [2, /already has an interface attached at device index '1'/],
    changes: ['AttachNetworkInterface'],
  },
  {
    what: 'an instance id that is not that of this node',
    env: { OCF_RESKEY_instance_id: nodeB },
    start: [2, /instance_id is i-0bbbbbbbbbbbbbbb2, but this node is i-0aaaaaaaaaaaaaaa1/],
    validate: [2, /leave it unset/],
  },
  {
    what: 'a role that may not attach',
    arrange: deny('AttachNetworkInterface'),
    start: [4, /UnauthorizedOperation.*ec2:AttachNetworkInterface/],
    validate: [4, /lack the IAM right ec2:AttachNetworkInterface$/],
  },
  {
    what: 'a role that may not read',
    arrange: deny('DescribeNetworkInterfaces'),
    start: [4, /UnauthorizedOperation.*ec2:DescribeNetworkInterfaces/],
    validate: [4, /UnauthorizedOperation.*ec2:DescribeNetworkInterfaces/],
    changes: [],
  },
  {
    what: 'a peer that must not be robbed',
    arrange: heldByB,
    env: { OCF_RESKEY_steal: 'false' },
    start: [1, /is attached to i-0bbbbbbbbbbbbbbb2, and steal=false forbids to take it/],
  },
  {
    what: 'a holder that steal_from does not list',
    arrange: heldByB,
    env: { OCF_RESKEY_steal_from: 'i-0123456789abcdef0, i-0fedcba9876543210' },
    start: [1, /i-0bbbbbbbbbbbbbbb2, which steal_from does not list/],
  },
  {
    what: 'keys that AWS does not know',
    env: { ...soon, AWS_ACCESS_KEY_ID: 'AKIAENIEMULATORNONE1', AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) },
    start: [1, /AuthFailure/],
    validate: [1, /AuthFailure/],
  },
  {
    what: 'an instance without a role',
    arrange: (lab) =>
      lab.emulator.faults.add({
        match: { service: 'imds', action: 'meta-data/iam/*' },
        effect: { kind: 'error', code: 'Not Found', status: 404 },
      }),
    env: soon,
    start: [1, /no IAM role: attach an instance profile/],
    validate: [1, /no IAM role: attach an instance profile/],
  },
  {
    what: 'a clock that is an hour off',
    arrange: (lab) => lab.emulator.configure({ clockSkewMs: 3_600_000 }),
    env: soon,
    start: [1, /RequestExpired.*is this node's clock right\? it says \d{4}-/],
    validate: [1, /RequestExpired.*is this node's clock right\? it says \d{4}-/],
  },
  {
    what: 'a node that does not know which instance it is',
    arrange: (lab) =>
      lab.emulator.faults.add({
        match: { service: 'imds', action: 'meta-data/instance-id' },
        effect: { kind: 'error', code: 'Not Found', status: 404 },
      }),
    env: soon,
    start: [1, /not known which instance this is/],
    validate: [1, /not known which instance this is/],
  },
  ...[fault('RequestLimitExceeded', 503), fault('Unavailable', 503), fault('InternalError', 500)].map(
    (rule) => ({
      what: `EC2 that answers ${rule.effect.code} all the time`,
      arrange: (lab: AgentLab) => lab.emulator.faults.add(rule),
      env: soon,
      start: [1, new RegExp(rule.effect.code)] as const,
      validate: [1, new RegExp(rule.effect.code)] as const,
    }),
  ),
  ...(['reset', 'malformed', 'truncated'] as const).map((effect) => ({
    what: `EC2 whose answers are ${effect}`,
    arrange: everything(effect),
    env: soon,
    start: [1, /DescribeNetworkInterfaces/] as const,
    validate: [1, /DescribeNetworkInterfaces|DescribeInstances/] as const,
  })),
];
