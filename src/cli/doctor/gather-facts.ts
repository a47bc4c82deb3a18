import { lowestFreeIndex } from '../../domain/device-slot.ts';
import type { MachineReader } from '../../domain/admin-ports.ts';
import { eniResources, type Cib } from '../../domain/cluster.ts';
import { primaryLinkName } from '../../domain/network-plan.ts';
import { rights, type AttachRequest, type Right } from '../../domain/ports.ts';
import type { FoundEni } from '../find-enis.ts';
import { known, mapReading, tryReading, unknown, type Reading } from '../reading.ts';
import { surveyEni } from '../status/survey-eni.ts';
import type { Survey } from '../survey.ts';
import { sysctlPaths, type DoctorFacts, type SysctlName } from './doctor-facts.ts';

export interface Sources {
  readonly survey: Survey;
  readonly machine: MachineReader;
  readonly cib: Reading<Cib | undefined>;
  readonly localNode: Reading<string | undefined>;
  readonly nodeVersion: string;
}

/** The longest that one source may take; most are asked side by side. */
const sourceMs = 10_000;

/** Asks everybody whom the checks need, and changes nothing. Never throws. */
export async function gatherFacts(sources: Sources, found: FoundEni): Promise<DoctorFacts> {
  const { parameters, resource } = found;
  const { survey, machine, cib, localNode, nodeVersion } = sources;
  const { ports, vpc, host } = survey;
  const attempt = <T>(what: string, read: () => Promise<T>) => tryReading(ports.clock, sourceMs, what, read);
  const [seen, tools, linkToEc2, translatesSources, networkd] = await Promise.all([
    surveyEni(survey, found),
    attempt('ip', () => ports.host.checkTools().then(() => true as const)),
    attempt('the way to EC2', async () => machine.linkTowards(await vpc.endpointHost())),
    attempt('nft', () => machine.translatesSources()),
    attempt('the settings of networkd', () => machine.networkd()),
  ]);
  const eni = seen.ec2.kind === 'known' ? known(seen.ec2.eni) : unknown(seen.ec2.why);
  const ofSelf = <T>(read: (id: string) => Promise<T>): Promise<Reading<T>> => {
    const { instanceId } = seen;
    return instanceId.known ? attempt('EC2', () => read(instanceId.value)) : Promise.resolve(instanceId);
  };
  const mac = eni.known ? eni.value.mac : undefined;
  const [self, interfaces, metadata, state] = await Promise.all([
    ofSelf((id) => ports.surroundings.describeInstance(id)),
    ofSelf((id) => vpc.interfacesOf(id)),
    ofSelf((id) => vpc.metadataOptions(id)),
    attempt('the host network', () => host.hostState(parameters.eniId, mac)),
  ]);
  const request: AttachRequest = {
    eniId: parameters.eniId,
    instanceId: seen.instanceId.known ? seen.instanceId.value : '',
    deviceIndex: self.known ? lowestFreeIndex(self.value.interfaces, []) : 1,
    networkCardIndex: 0,
  };
  const [maximumInterfaces, granted, managers, clusterShell, sysctls, primaryAcceptRa] = await Promise.all([
    self.known
      ? attempt('EC2', () => ports.surroundings.maximumInterfaces(self.value.instanceType))
      : Promise.resolve(self),
    readAll(rights, (right: Right) => ofSelf(() => ports.rights.probeRight(right, request))),
    attempt('the network managers', () => machine.managers(mac)),
    attempt('the tools of the cluster', () => machine.clusterShell()),
    readAll(Object.keys(sysctlPaths) as SysctlName[], (name) =>
      attempt('the kernel', () => machine.sysctl(sysctlPaths[name])),
    ),
    state.known
      ? attempt('the kernel', async () => {
          const link = primaryLinkName(state.value, state.value.link?.name ?? '');
          return link === undefined ? undefined : machine.sysctl(`net/ipv6/conf/${link}/accept_ra`);
        })
      : Promise.resolve(state),
  ]);
  const { view } = seen;
  return {
    parameters,
    nodeVersion,
    tools,
    instanceId: seen.instanceId,
    eni,
    self,
    interfaces,
    metadata,
    maximumInterfaces,
    rights: granted,
    routes: seen.routes,
    linkToEc2,
    host: state,
    lacks:
      view.kind === 'unknown' ? unknown(view.why) : known(view.kind === 'present' ? view.lacks : undefined),
    sysctls,
    primaryAcceptRa,
    translatesSources,
    networkd,
    managers,
    cib,
    localNode,
    clusterShell: clusterShell.known ? clusterShell.value : 'crmsh',
    resource: resourceOf(cib, resource),
  };
}

function resourceOf(cib: Reading<Cib | undefined>, id: string | undefined): DoctorFacts['resource'] {
  const found = mapReading(cib, (value) =>
    value === undefined ? undefined : eniResources(value).find((resource) => resource.id === id),
  );
  return found.known ? found.value : undefined;
}

async function readAll<K extends string, T>(
  names: readonly K[],
  read: (name: K) => Promise<T>,
): Promise<Readonly<Record<K, T>>> {
  const pairs = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  return Object.fromEntries(pairs) as Record<K, T>;
}
