import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { substitute, type Guide } from './guide.ts';
import type { NodeDisk } from './node-disk.ts';

export interface ClusterMember {
  readonly name: string;
  readonly address: string;
  readonly instanceId: string;
}

/** What the members of a cluster share. */
export interface ClusterSecrets {
  readonly corosyncKey: string;
  readonly pacemakerKey: string;
}

export function newSecrets(): ClusterSecrets {
  return { corosyncKey: randomBytes(128).toString('hex'), pacemakerKey: randomBytes(128).toString('hex') };
}

export interface Furnishing {
  readonly guide: Guide;
  readonly members: readonly ClusterMember[];
  readonly secrets: ClusterSecrets;
  readonly cluster: { readonly uid: number; readonly gid: number };
  /** The shim of the agent, in the tree under test; undefined on a bare node, where it is still to be installed. */
  readonly agent: string | undefined;
  /** A program that stands in for fence_aws. */
  readonly fenceAgent: string;
}

/** Does to a node's disk what the guide tells an admin to do, with the guide's own files. */
export function furnishDisk(disk: NodeDisk, self: ClusterMember, furnishing: Furnishing): void {
  const { guide, members, secrets, cluster } = furnishing;
  disk.install('/etc/sysctl.d/90-nat.conf', guide('/etc/sysctl.d/90-nat.conf'));
  disk.install('/etc/nftables.conf', guide('/etc/nftables.conf'), { mode: 0o755 });
  disk.install('/etc/corosync/corosync.conf', corosyncConf(guide, members));
  disk.install('/etc/corosync/authkey', secrets.corosyncKey, { mode: 0o400 });
  disk.install('/etc/pacemaker/authkey', secrets.pacemakerKey, { mode: 0o640, gid: cluster.gid });
  disk.install('/var/lib/pacemaker/cib/cib.xml', firstCib, { mode: 0o600, ...cluster });
  disk.install('/etc/hosts', hosts(members));
  disk.install('/board_asset_tag', `${self.instanceId}\n`);
  if (furnishing.agent === undefined) disk.allowChanges();
  else disk.link('/usr/lib/ocf/resource.d/forward3d/eni', furnishing.agent);
  disk.install('/usr/sbin/fence_aws', furnishing.fenceAgent, { mode: 0o755 });
  for (const name of ['systemctl', 'halt']) {
    disk.install(`/usr/sbin/${name}`, readFileSync(join(import.meta.dirname, name), 'utf8'), { mode: 0o755 });
  }
}

/** The guide's file; a third member has a vote of its own, so the exception for two nodes goes. */
function corosyncConf(guide: Guide, members: readonly ClusterMember[]): string {
  const conf = substitute(guide('/etc/corosync/corosync.conf'), [
    ['to_syslog: yes', 'to_syslog: no'],
    ['timestamp: on', 'timestamp: hires'],
  ]);
  const additional = members.slice(2).map(
    ({ name, address }, index) => `    node {
        name: ${name}
        nodeid: ${index + 3}
        ring0_addr: ${address}
    }
`,
  );
  if (additional.length === 0) return conf;
  return substitute(conf, [
    ['    two_node: 1\n', ''],
    ['nodelist {\n', `nodelist {\n${additional.join('')}`],
  ]);
}

function hosts(members: readonly ClusterMember[]): string {
  return ['127.0.0.1 localhost', ...members.map(({ name, address }) => `${address} ${name}`), ''].join('\n');
}

// A new cluster waits 20 s for nodes it has not heard of before it elects a controller; these are known to be all.
// Pacemaker starts less at a time on a host with a high load, but that of a laboratory node is the machine's.
// The feature set must not be newer than the one of the installed Pacemaker, which raises it by itself.
const firstCib = `<cib crm_feature_set="3.0.0" validate-with="pacemaker-3.0" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-dc-deadtime" name="dc-deadtime" value="1s"/>
        <nvpair id="cib-bootstrap-options-load-threshold" name="load-threshold" value="100000%"/>
      </cluster_property_set>
    </crm_config>
    <nodes/>
    <resources/>
    <constraints/>
  </configuration>
  <status/>
</cib>
`;
