import type { ClusterNode } from './cluster-node.ts';

// What the init system of a host does at boot, in its order: sysctl, nftables, corosync, pacemaker. pacemakerd tries again
// only after a second if corosync does not answer yet, so that is waited for.
const startScript = `
sysctl -q -p /etc/sysctl.d/90-nat.conf
nft -f /etc/nftables.conf
corosync
until corosync-cmapctl totem.cluster_name >/dev/null 2>&1; do sleep 0.02; done
setsid pacemakerd </dev/null >/var/log/pacemaker/pacemakerd.out 2>&1 &
echo $! >/run/pacemakerd.pid
`;

// Pacemaker stops its resources before it ends; corosync goes after it.
const stopScript = `
for daemon in pacemakerd corosync; do
  pid=$(cat /run/$daemon.pid)
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
done
`;

/** Brings up the services of a booted node. Returns when the daemons run; the node joins the cluster after that. */
export async function startStack(node: ClusterNode): Promise<void> {
  await node.exec(['sh', '-eu', '-c', startScript], { timeoutMs: 15_000 });
}

/** Stops the services in an orderly way, resources first; takes as long as the slowest stop of a resource. */
export async function stopStack(node: ClusterNode, timeoutMs = 60_000): Promise<void> {
  await node.exec(['sh', '-eu', '-c', stopScript], { timeoutMs });
}
