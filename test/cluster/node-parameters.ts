import type { ClusterLab } from './lab.ts';
import { eniResource, type NodeName } from './lab-options.ts';

const blockId = (node: NodeName): string => `${eniResource}-on-${node}`;

/** Gives the ENI resource parameters of its own on one node, by a rule on the node's name. Replaces earlier ones. */
export async function setParametersOn(
  lab: ClusterLab,
  node: NodeName,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  await clearParametersOn(lab, node);
  const id = blockId(node);
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
  const block = `<primitive id="${eniResource}" class="ocf" provider="forward3d" type="eni">
    <instance_attributes id="${id}" score="10">
      <rule id="${id}-rule" score="0">
        <expression id="${id}-expression" attribute="#uname" operation="eq" value="${node}"/>
      </rule>
      ${pairs.join('')}
    </instance_attributes>
  </primitive>`;
  const modify = ['cibadmin', '--modify', '--allow-create', '--scope', 'resources', '--xml-text', block];
  await lab.node(node).exec(modify);
}

/** Takes them back. None there = success. */
export async function clearParametersOn(lab: ClusterLab, node: NodeName): Promise<void> {
  const xpath = `//instance_attributes[@id="${blockId(node)}"]`;
  await lab.node(node).exec(['cibadmin', '--delete', '--xpath', xpath, '--force']);
}
