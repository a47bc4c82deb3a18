import { bareInstanceLines, internetLines, routerLines, routerLinesIpv6 } from './ip-lines.ts';
import { addNamespaces, ipBatch, writeSysctls } from './namespaces.ts';
import type { FabricPlan } from './plan.ts';
import { fabricSysctls, fabricSysctlsIpv6, instanceSysctls } from './sysctls.ts';

/** Names of the namespaces that a fabric is made of, besides those of its instances. */
export interface FabricNamespaces {
  readonly vpc: string;
  readonly internet: string;
}

/** Makes the namespaces, the router and the internet host; the instances have no link yet. */
export async function buildVpc(
  plan: FabricPlan,
  { vpc, internet }: FabricNamespaces,
  endpointAddress: string,
): Promise<void> {
  const instances = instanceNamespaces(plan);
  await addNamespaces([vpc, internet, ...instances]);
  await writeSysctls(vpc, plan.hasIpv6 ? [...fabricSysctls, ...fabricSysctlsIpv6] : fabricSysctls);
  await ipBatch(['-4', '-n', vpc], routerLines(plan, endpointAddress, internet));
  if (plan.hasIpv6) await ipBatch(['-6', '-n', vpc], routerLinesIpv6(plan));
  await ipBatch(['-n', internet], internetLines(plan));
  await Promise.all(instances.map((netns) => prepareInstance(netns)));
}

/** Gives a fresh namespace what an instance has before it has a link. */
export async function prepareInstance(netns: string): Promise<void> {
  await writeSysctls(netns, instanceSysctls);
  await ipBatch(['-n', netns], bareInstanceLines);
}

/** The namespaces of the instances that have one. */
export function instanceNamespaces(plan: FabricPlan): string[] {
  return [...plan.instances.values()].flatMap(({ netns }) => (netns === undefined ? [] : [netns]));
}
