import { createEc2Vpc } from '../adapters/ec2/ec2-vpc.ts';
import { createHostReader } from '../adapters/iproute2/host-reader.ts';
import { createHostInstaller, type InstallerOptions } from '../adapters/installation/host-installer.ts';
import { createMachineReader } from '../adapters/machine/machine-reader.ts';
import { createClusterReader } from '../adapters/pacemaker/cluster-reader.ts';
import type { Survey } from '../cli/survey.ts';
import type { ClusterReader, MachineReader } from '../domain/admin-ports.ts';
import type { Installer } from '../domain/installation.ts';
import type { OcfParameters } from '../ocf/parameters.ts';
import { commandTimeoutMs, createPorts, type HeavyOptions } from './create-ports.ts';

/** Of a host with a large configuration, or much load. */
const clusterTimeoutMs = 10_000;

/** What status and doctor look at: what the actions use, and more. */
export function openSurvey(options: HeavyOptions, parameters: OcfParameters): Survey {
  const { ports, connector } = createPorts(options, parameters);
  return { ports, vpc: createEc2Vpc(connector), host: createHostReader(ports.links, commandTimeoutMs) };
}

export function openCluster(): ClusterReader {
  return createClusterReader(clusterTimeoutMs);
}

export function openMachine(): MachineReader {
  return createMachineReader(clusterTimeoutMs);
}

export function openInstaller(options: InstallerOptions): Installer {
  return createHostInstaller(options);
}
