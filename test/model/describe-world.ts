import { instanceId, type World } from './world.ts';

/** A world in words, a line each for EC2 and every node. */
export function describeWorld({ holding, nodes }: World): string[] {
  const ec2 = holding === undefined ? 'available' : `${holding.status} to ${instanceId(holding.node)}`;
  return [
    `at first: EC2: ${ec2}`,
    ...nodes.map((node, at) => {
      const what = node.op === undefined ? '' : `, ${node.op.action}`;
      return `at first: ${instanceId(at)}: instance ${node.instance}, guest ${node.guest}, link ${node.link}${what}`;
    }),
  ];
}
