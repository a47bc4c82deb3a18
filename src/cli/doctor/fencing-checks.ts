import { fenceTargets, type Cib, type CibResource } from '../../domain/cluster.ts';
import { duration, invalid } from '../../ocf/value-types.ts';
import { fail, pass, skip, whenBoth, type Answer, type Check } from './check.ts';
import { clusterFixes, type ClusterFixes } from './cluster-fixes.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { onResource } from './on-resource.ts';

const anyTime = duration(0, 86_400_000);
/** Stopping an instance takes up to a minute, and then it has to start again. */
const stonithTimeoutMs = 120_000;
const powerTimeoutMs = 90_000;

const no = ['false', 'off', 'no', '0', 'n'];

function devicesIn({ resources }: Cib): readonly CibResource[] {
  return resources.filter(({ agent }) => agent.startsWith('stonith:'));
}

/** Whether a node that nobody hears any more is silenced, and the right one. */
export const fencingChecks: readonly Check[] = [
  {
    id: 'fencing',
    title: 'fencing is configured',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, cib) => {
        const fixes = clusterFixes[facts.clusterShell];
        if (no.includes((cib.properties['stonith-enabled'] ?? 'true').toLowerCase()))
          return fail(
            'stonith-enabled=false: a node that hangs keeps the resource',
            fixes.setProperty('stonith-enabled', 'true'),
          );
        const devices = devicesIn(cib);
        return devices.length > 0
          ? pass(devices.map(({ id }) => id).join(', '))
          : fail('there is no fence device', fixes.createFenceDevice());
      }),
  },
  {
    id: 'fence-by-instance',
    title: 'fence devices know nodes by instance',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, cib) => {
        const eni = facts.eni.known ? facts.eni.value : undefined;
        const marks = [
          facts.parameters.eniId,
          ...(eni?.ipv4 ?? []),
          ...(eni?.publicIp === undefined ? [] : [eni.publicIp]),
        ];
        const device = devicesIn(cib).find(({ parameters }) =>
          Object.values(parameters).some((value) =>
            value.split(/[\s,;:=]+/).some((word) => marks.includes(word)),
          ),
        );
        return device === undefined
          ? pass('none is told of the ENI')
          : fail(
              `${device.id} knows a node by the ENI or its address: it would shoot whoever holds it`,
              clusterFixes[facts.clusterShell].setFenceParameter(
                device.id,
                'pcmk_host_map',
                '"NODE:i-…;NODE:i-…"',
              ),
            );
      }),
  },
  {
    id: 'fence-map',
    title: 'fence devices know which instance this node is',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, cib) =>
        whenBoth(facts.localNode, facts.instanceId, (node, me) => compareMap(facts, cib, node, me)),
      ),
  },
  {
    id: 'fence-time',
    title: 'fencing has the time that an instance takes to stop and start',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, cib) => {
        const devices = devicesIn(cib).filter(({ agent }) => agent === 'stonith:fence_aws');
        if (devices.length === 0) return skip('no fence_aws');
        return examineTimes(cib, devices, clusterFixes[facts.clusterShell]);
      }),
  },
];

function compareMap({ clusterShell }: DoctorFacts, cib: Cib, node: string | undefined, me: string): Answer {
  if (node === undefined) return skip('the cluster does not tell the name of this node');
  const pairs = fenceTargets(cib);
  const targets = pairs.filter(({ target }) => target.startsWith('i-'));
  const wrong = targets.find((pair) => pair.node === node && pair.target !== me);
  if (wrong !== undefined) {
    const corrected = targets
      .filter(({ device }) => device === wrong.device)
      .map((pair) => `${pair.node}:${pair.node === node ? me : pair.target}`);
    return fail(
      `${wrong.device} takes ${node} for ${wrong.target}, but it is ${me}: another instance would be shot`,
      clusterFixes[clusterShell].setFenceParameter(wrong.device, 'pcmk_host_map', `"${corrected.join(';')}"`),
    );
  }
  const device = devicesIn(cib).find(({ agent }) => agent === 'stonith:fence_aws');
  if (device !== undefined && !pairs.some((pair) => pair.node === node)) {
    const map = [...targets.map((pair) => `${pair.node}:${pair.target}`), `${node}:${me}`].join(';');
    return fail(
      `${device.id} does not know which instance ${node} is, so it cannot fence it`,
      clusterFixes[clusterShell].setFenceParameter(device.id, 'pcmk_host_map', `"${map}"`),
    );
  }
  return pass(`${node} is ${me}`);
}

function examineTimes(cib: Cib, devices: readonly CibResource[], fixes: ClusterFixes): Answer {
  const total = msOf(cib.properties['stonith-timeout'] ?? '60s');
  if (total < stonithTimeoutMs)
    return fail(
      `stonith-timeout is ${total / 1000} s: fencing counts as failed before the instance is back, and nothing is taken over`,
      fixes.setProperty('stonith-timeout', '180s'),
    );
  const hasty = devices.find(({ parameters }) => msOf(parameters['power_timeout'] ?? '60') < powerTimeoutMs);
  return hasty === undefined
    ? pass(`stonith-timeout=${total / 1000}s`)
    : fail(
        `power_timeout of ${hasty.id} is ${msOf(hasty.parameters['power_timeout'] ?? '60') / 1000} s: it gives up before the instance has stopped`,
        fixes.setFenceParameter(hasty.id, 'power_timeout', '120'),
      );
}

/** What is no time at all is not taken for a long one. */
function msOf(text: string): number {
  const value = anyTime.parse(text);
  return value === invalid ? 0 : value;
}
