import type { Eni, Instance } from '../../src/domain/eni.ts';
import { AgentError, type ErrorKind } from '../../src/domain/errors.ts';
import type { Ec2View, InstanceView, LinkView } from '../../src/domain/observation.ts';
import { instanceId, type Holding, type Node, type View } from './world.ts';

/** The model's ENI as the agent's adapters would describe it. */
export function ec2View(view: View): Ec2View {
  switch (view.kind) {
    case 'known':
      return { kind: 'known', eni: eniOf(view.holding) };
    case 'absent':
      return { kind: 'absent', error: errorOf('eni-not-found') };
    case 'unknown':
      return { kind: 'unknown', error: errorOf(view.error) };
  }
}

/** What this kernel may show: one view, or several where the MAC was never learned and IMDS may say this or that. */
export function linkViews(node: Node): readonly LinkView[] {
  const known = knownLinks[node.link];
  if (node.macKnown) return [known];
  return node.link === 'none' ? [known, stranger] : [knownLinks.configured, stranger];
}

export function instanceView(index: number, state: Instance['state'] | 'unknown'): InstanceView {
  if (state === 'unknown') return { kind: 'unknown' };
  const instance: Instance = {
    instanceId: instanceId(index),
    state,
    availabilityZone: zone,
    vpcId: 'vpc-1',
    instanceType: 'c6i.large',
    interfaces: [],
  };
  return { kind: 'known', instance };
}

/** One error of each kind, made once: an error with its stack costs more than a decision. */
export function errorOf(kind: ErrorKind): AgentError {
  const known = errors.get(kind);
  if (known !== undefined) return known;
  const error = new AgentError(kind, `an error of kind ${kind}`);
  errors.set(kind, error);
  return error;
}

const errors = new Map<ErrorKind, AgentError>();
const zone = 'eu-west-1a';
export const eniId = 'eni-0123456789abcdef0';

const stranger: LinkView = { kind: 'unknown', why: 'its MAC was never learned here' };
const knownLinks: Readonly<Record<Node['link'], LinkView>> = {
  none: { kind: 'absent' },
  bare: { kind: 'present', name: 'eth1', lacks: ['address 10.0.0.9 is missing'] },
  configured: { kind: 'present', name: 'eth1', lacks: [] },
};

function eniOf(holding: Holding | undefined): Eni {
  const bare: Eni = {
    eniId,
    mac: '02:00:00:00:00:09',
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    availabilityZone: zone,
    status: holding === undefined ? 'available' : 'in-use',
    managed: false,
    sourceDestCheck: false,
    ipv4: ['10.0.0.9'],
    ipv6: [],
  };
  if (holding === undefined) return bare;
  const attachment = {
    attachmentId: holding.id,
    instanceId: instanceId(holding.node),
    deviceIndex: 1,
    networkCardIndex: 0,
    status: holding.status,
    deleteOnTermination: false,
  };
  return { ...bare, attachment };
}
