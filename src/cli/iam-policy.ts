import { AgentError } from '../domain/errors.ts';
import {
  eniId as eniIdType,
  instanceId as instanceIdType,
  invalid,
  region as regionType,
} from '../ocf/value-types.ts';

/** What the agent calls in EC2, and what only status and doctor call. Describe calls know no resources in IAM. */
const reading = [
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSubnets',
];
const moving = [
  'ec2:AttachNetworkInterface',
  'ec2:DetachNetworkInterface',
  'ec2:ModifyNetworkInterfaceAttribute',
];
const fencing = ['ec2:RebootInstances', 'ec2:StartInstances', 'ec2:StopInstances'];

export interface PolicyRequest {
  /** Without one, every ENI. */
  readonly eniId: string | undefined;
  /** Without any, every instance. */
  readonly instanceIds: readonly string[];
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Also what a fence device of the nodes needs. */
  readonly fence: boolean;
}

/** The IAM policy of the nodes' role, as JSON. Throws AgentError of kind `parameter` on ids that are none. */
export function renderIamPolicy(request: PolicyRequest): string {
  check('eni-id', request.eniId, eniIdType);
  check('region', request.region, regionType);
  request.instanceIds.forEach((id) => check('instance', id, instanceIdType));
  if (request.account !== undefined && !/^\d{12}$/.test(request.account)) {
    throw new AgentError('parameter', 'option --account must be an account number of 12 digits');
  }
  const region = request.region ?? '*';
  const arn = (resource: string) =>
    `arn:${partitionOf(region)}:ec2:${region}:${request.account ?? '*'}:${resource}`;
  const ids = request.instanceIds.length === 0 ? ['*'] : request.instanceIds;
  const instances = ids.map((id) => arn(`instance/${id}`));
  const interfaces = [arn(`network-interface/${request.eniId ?? '*'}`)];
  const allow = (Sid: string, Action: readonly string[], Resource: string | readonly string[]) => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  const policy = {
    Version: '2012-10-17',
    Statement: [
      allow('Read', reading, '*'),
      allow('MoveTheEni', moving, [...interfaces, ...instances]),
      ...(request.fence ? [allow('Fence', fencing, instances)] : []),
    ],
  };
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function check(option: string, value: string | undefined, type: typeof eniIdType): void {
  if (value === undefined || type.parse(value) !== invalid) return;
  throw new AgentError('parameter', `option --${option} must be ${type.expected}`);
}
