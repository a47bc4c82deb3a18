import { describe, expect, it } from 'vitest';
import type { ClusterIdea, ClusterResource } from '../../../src/domain/cluster.ts';
import type { Attachment, Eni } from '../../../src/domain/eni.ts';
import { known, unknown } from '../../../src/cli/reading.ts';
import { judge } from '../../../src/cli/status/judge.ts';
import { natEni } from './nat-eni.ts';
import type { EniSurvey } from '../../../src/cli/status/status-report.ts';

const me = 'i-0aaaaaaaaaaaaaaa1';
const peer = 'i-0bbbbbbbbbbbbbbb2';
const present = { kind: 'present', name: 'ens6', lacks: [] } as const;

function eni(attachment?: Partial<Attachment>): EniSurvey['ec2'] {
  const value: Eni = {
    eniId: 'eni-0123456789abcdef0',
    mac: '06:01:23:45:67:89',
    subnetId: 'subnet-0aaaaaaaaaaaaaaa0',
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZone: 'eu-west-1a',
    status: attachment === undefined ? 'available' : 'in-use',
    managed: false,
    sourceDestCheck: false,
    ipv4: ['10.0.1.50'],
    ipv6: [],
    attachment:
      attachment === undefined
        ? undefined
        : {
            attachmentId: 'eni-attach-0123456789abcdef0',
            instanceId: me,
            deviceIndex: 1,
            networkCardIndex: 0,
            status: 'attached',
            deleteOnTermination: false,
            ...attachment,
          },
  };
  return { kind: 'known', eni: value };
}

function survey(parts: Partial<EniSurvey>): EniSurvey {
  return {
    eniId: 'eni-0123456789abcdef0',
    resource: 'nat-eni',
    ec2: eni({}),
    place: known('region eu-west-1'),
    instanceId: known(me),
    holderState: known('running'),
    view: { kind: 'absent' },
    link: undefined,
    host: known({ ownRules: [], ownRoutes: [] }),
    routes: known([]),
    ...parts,
  };
}

describe('the verdict', () => {
  it.each<[name: string, parts: Partial<EniSurvey>, level: string, sentence: RegExp]>([
    ['here and usable', { view: present }, 'ok', /attached to this node and usable/],
    ['here, no link', {}, 'trouble', /attached here, but the kernel has no link/],
    [
      'here, half done',
      { view: { ...present, lacks: ['the link is down'] } },
      'trouble',
      /not usable: the link is down/,
    ],
    [
      'here, not seen',
      { view: { kind: 'unknown', why: 'ip failed' } },
      'unknown',
      /could not be seen \(ip failed\)/,
    ],
    ['arriving', { ec2: eni({ status: 'attaching' }), view: present }, 'moving', /attaching here/],
    [
      'at the peer',
      { ec2: eni({ instanceId: peer }) },
      'ok',
      /attached to i-0bbbbbbbbbbbbbbb2, not to this node\.$/,
    ],
    [
      'at the peer, whose state is unknown',
      { ec2: eni({ instanceId: peer }), holderState: unknown('denied') },
      'ok',
      /whether that instance runs could not be asked/,
    ],
    [
      'at a peer that is off',
      { ec2: eni({ instanceId: peer }), holderState: known('stopped') },
      'trouble',
      /which is stopped/,
    ],
    [
      'at the peer, link here',
      { ec2: eni({ instanceId: peer }), view: present },
      'trouble',
      /kernel here has its link ens6/,
    ],
    ['leaving the peer', { ec2: eni({ instanceId: peer, status: 'detaching' }) }, 'moving', /detaching at/],
    ['nowhere', { ec2: eni() }, 'trouble', /attached to no instance/],
    ['nowhere, link here', { ec2: eni(), view: present }, 'trouble', /still has its link/],
    [
      'seen from a host that is no instance',
      { ec2: eni({ instanceId: peer }), instanceId: unknown('no IMDS') },
      'ok',
      /attached to i-0bbbbbbbbbbbbbbb2\.$/,
    ],
    [
      'unknown to EC2',
      { ec2: { kind: 'absent', why: 'EC2 knows no such ENI' } },
      'trouble',
      /knows no such ENI: look at/,
    ],
    [
      'EC2 not reachable',
      { ec2: { kind: 'unknown', why: 'timeout' }, view: present },
      'unknown',
      /could not be asked \(timeout\); the kernel here has its link ens6 up/,
    ],
  ])('%s', (_, parts, level, sentence) => {
    expect(judge(survey(parts), undefined)).toEqual({
      level,
      sentence: expect.stringMatching(sentence) as string,
    });
  });
});

describe('the verdict beside what Pacemaker thinks', () => {
  /** This node is nat-a. */
  function idea(resource: Partial<ClusterResource>, parts: Partial<ClusterIdea> = {}): ClusterIdea {
    const resources = [{ ...natEni, ...resource }];
    return {
      status: { quorum: true, maintenance: false, nodes: [], resources, failures: [] },
      localNode: 'nat-a',
      instances: new Map([
        ['nat-a', me],
        ['nat-b', peer],
      ]),
      ...parts,
    };
  }
  const here: Partial<EniSurvey> = { view: present };
  const there: Partial<EniSurvey> = { ec2: eni({ instanceId: peer }) };
  const stopped = { role: 'Stopped', nodes: [] };
  const strangers = { instances: new Map<string, string>() };

  it.each<[name: string, parts: Partial<EniSurvey>, idea: ClusterIdea, level: string, sentence: RegExp]>([
    ['here for both', here, idea({}), 'ok', /and usable, as Pacemaker says\.$/],
    ['there for both', there, idea({ nodes: ['nat-b'] }), 'ok', /not to this node, as Pacemaker says\.$/],
    [
      'here, and Pacemaker has it on the peer',
      here,
      idea({ nodes: ['nat-b'] }),
      'trouble',
      /usable; but Pacemaker has nat-eni started on nat-b\.$/,
    ],
    [
      'here, and Pacemaker has it on a node that no fence device knows',
      here,
      idea({ nodes: ['nat-b'] }, strangers),
      'trouble',
      /but Pacemaker has nat-eni started on nat-b/,
    ],
    [
      'at the peer, and Pacemaker has it here',
      there,
      idea({}),
      'trouble',
      /but Pacemaker has nat-eni started on nat-a/,
    ],
    [
      'at a stranger, and Pacemaker has it on the peer',
      { ec2: eni({ instanceId: 'i-0cccccccccccccccc' }) },
      idea({ nodes: ['nat-b'] }),
      'trouble',
      /attached to i-0cccccccccccccccc, not to this node; but Pacemaker has nat-eni started on nat-b/,
    ],
    [
      'at an instance that cannot be told to be the node',
      there,
      idea({ nodes: ['nat-b'] }, strangers),
      'ok',
      /not to this node; Pacemaker has nat-eni started on nat-b\.$/,
    ],
    [
      'here, and stopped',
      here,
      idea(stopped),
      'trouble',
      /attached to this node and usable; but Pacemaker has nat-eni stopped\.$/,
    ],
    ['nowhere, and stopped', { ec2: eni() }, idea(stopped), 'trouble', /; Pacemaker has nat-eni stopped\.$/],
    [
      'nowhere, and started',
      { ec2: eni() },
      idea({}),
      'trouble',
      /no instance.*; but Pacemaker has nat-eni started on nat-a\.$/,
    ],
    [
      'on two nodes',
      here,
      idea({ nodes: ['nat-a', 'nat-b'] }),
      'trouble',
      /but Pacemaker has nat-eni started on nat-a and nat-b/,
    ],
    [
      'on its way',
      { ec2: eni({ status: 'attaching' }) },
      idea({ role: 'Starting' }),
      'moving',
      /; Pacemaker has nat-eni starting on nat-a\.$/,
    ],
    ['blocked', here, idea({ blocked: true }), 'trouble', /; nat-eni is blocked after a stop that failed\.$/],
    ['unmanaged', here, idea({ managed: false }), 'ok', /; nat-eni is not managed and would not be moved\.$/],
    [
      'not asked',
      { ec2: { kind: 'unknown', why: 'timeout' }, view: present },
      idea({}),
      'unknown',
      /its link ens6 up\.$/,
    ],
    [
      'of no resource',
      { ...here, resource: undefined },
      idea({}),
      'ok',
      /attached to this node and usable\.$/,
    ],
  ])('%s', (_, parts, opinion, level, sentence) => {
    expect(judge(survey(parts), opinion)).toEqual({
      level,
      sentence: expect.stringMatching(sentence) as string,
    });
  });

  it('in maintenance mode nobody would move it', () => {
    const opinion = idea({ managed: false });
    const maintenance = { ...opinion, status: { ...opinion.status, maintenance: true } };
    expect(judge(survey(here), maintenance).sentence).toMatch(/maintenance mode and would not move it\.$/);
  });

  it('a cluster that remembers failures takes the shine off', () => {
    const failure = { resource: 'nat-eni', task: 'monitor', node: 'a', exitCode: 190, reason: '' };
    const opinion = idea({});
    const remembers = { ...opinion, status: { ...opinion.status, failures: [failure] } };
    expect(judge(survey(here), remembers)).toEqual({
      level: 'ok',
      sentence:
        'eni-0123456789abcdef0 is attached to this node and usable, as Pacemaker says; but the cluster remembers a failed action.',
    });
  });
});
