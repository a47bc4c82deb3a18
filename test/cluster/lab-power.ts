import { setGuestAcknowledges, startInstance, stopInstance } from '../emulator/model/power.ts';
import { stopStack } from './cluster-stack.ts';
import type { LabHost } from './lab-host.ts';
import type { LabParts } from './lab-setup.ts';
import { waitUntil } from './wait-until.ts';

/** The node breaks off in the middle of everything. EC2 does not notice: the instance goes on `running`. */
export async function crash(parts: LabParts, host: LabHost): Promise<void> {
  const { instanceId } = host.member;
  setGuestAcknowledges(parts.emulator.cloud, instanceId, false);
  await host.powerOff();
  await parts.fabric.setPower(instanceId, false);
}

/** Its kernel hangs: no process runs any more, nothing is forwarded, no detach is acknowledged. */
export async function hang(parts: LabParts, host: LabHost): Promise<void> {
  const { instanceId } = host.member;
  setGuestAcknowledges(parts.emulator.cloud, instanceId, false);
  await host.node.freeze();
  await parts.fabric.setPower(instanceId, false);
}

/** An orderly shutdown of the operating system; EC2 has it as `stopped` when this resolves. */
export async function shutDown(parts: LabParts, host: LabHost): Promise<void> {
  const { cloud } = parts.emulator;
  const { instanceId } = host.member;
  await stopStack(host.node, 130_000);
  stopInstance(cloud, instanceId, false);
  await cloud.events.until(
    `${host.member.name} stopped`,
    60_000,
    () => cloud.instance(instanceId).state === 'stopped',
  );
}

/** Starts a stopped instance; its node boots and joins the cluster. Resolves when its services run. */
export async function boot(parts: LabParts, host: LabHost): Promise<void> {
  startInstance(parts.emulator.cloud, host.member.instanceId);
  await waitUntil(() => host.node.isRunning(), { timeoutMs: 60_000, what: `${host.member.name} running` });
  await host.booted();
}
