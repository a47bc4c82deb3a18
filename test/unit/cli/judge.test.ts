import { describe, expect, it } from 'vitest';
import type { ClusterStatus } from '../../../src/domain/cluster.ts';
import type { Attachment, Eni } from '../../../src/domain/eni.ts';
import { known, unknown } from '../../../src/cli/reading.ts';
import { judge } from '../../../src/cli/status/judge.ts';
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

  it('a cluster that remembers failures takes the shine off', () => {
    const failure = { resource: 'nat-eni', task: 'monitor', node: 'a', exitCode: 190, reason: '' };
    const cluster: ClusterStatus = {
      quorum: true,
      maintenance: false,
      nodes: [],
      resources: [],
      failures: [failure],
    };
    expect(judge(survey({ view: present }), cluster)).toEqual({
      level: 'ok',
      sentence:
        'eni-0123456789abcdef0 is attached to this node and usable; but the cluster remembers a failed action.',
    });
  });
});
