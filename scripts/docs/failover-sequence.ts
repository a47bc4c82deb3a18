import { renderSequence, type Message } from './sequence-picture.ts';

const actors = ['nat-a', 'Pacemaker on nat-b', 'eni-agent on nat-b', 'EC2', 'kernel of nat-b'] as const;
const [dead, cluster, agent, ec2, kernel] = [0, 1, 2, 3, 4];

const messages: readonly Message[] = [
  { note: 'nat-a loses its power. EC2 goes on calling it running, and the ENI attached to it.', at: dead },
  { from: cluster, to: cluster, text: 'token and consensus run out: nat-a is lost' },
  { from: cluster, to: ec2, text: 'fence_aws: stop the instance of nat-a' },
  { from: ec2, to: cluster, text: 'stopped, started again (30–60 s)', reply: true },
  { from: cluster, to: agent, text: 'start' },
  { from: agent, to: ec2, text: 'describe ENI and holder' },
  { from: ec2, to: agent, text: 'nat-a holds it', reply: true },
  { from: agent, to: ec2, text: 'DetachNetworkInterface' },
  { note: 'Where nat-a is not fenced first and hangs: Force, after force_after.', at: ec2 },
  { from: agent, to: ec2, text: 'describe: nobody holds it' },
  { from: agent, to: ec2, text: 'AttachNetworkInterface' },
  { from: ec2, to: kernel, text: 'hot-plug of the link' },
  { from: ec2, to: agent, text: 'attached: the first witness', reply: true },
  { from: kernel, to: agent, text: 'a link with the ENI’s MAC: the second', reply: true },
  { from: agent, to: kernel, text: 'MTU, addresses, table, rules, up' },
  { from: agent, to: kernel, text: 'look again, as monitor does' },
  { from: agent, to: cluster, text: 'exit code 0', reply: true },
  { note: 'Clients’ packets come in through the ENI on nat-b. No route table has changed.', at: kernel },
];

/** How a failover runs after a power cut, as SVG. */
export function renderFailoverSequence(): string {
  return renderSequence('How a failover runs after a power cut', actors, messages);
}
