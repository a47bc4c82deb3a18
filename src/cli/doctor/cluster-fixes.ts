import type { CibOperation } from '../../domain/cluster.ts';
import type { Shell } from '../crm-config.ts';

/** The commands that repair the cluster's configuration, in the language of the admin's tool. */
export interface ClusterFixes {
  setProperty(name: string, value: string): string;
  setMeta(id: string, name: string, value: string): string;
  setParameter(id: string, name: string, value: string): string;
  removeParameter(id: string, name: string): string;
  setFenceParameter(id: string, name: string, value: string): string;
  /** `settings` such as `interval=10s timeout=20s`. */
  addMonitor(id: string, settings: string): string;
  /** Of an operation that the configuration has, or of one that it has not. */
  setTimeout(id: string, operation: CibOperation, timeout: string, exists: boolean): string;
  createFenceDevice(): string;
  cleanUp(id: string): string;
  start(id: string): string;
  endStandby(node: string): string;
  endMaintenance(node: string): string;
  removeConstraints(id: string): string;
}

const hostMap = 'pcmk_host_map="NODE:INSTANCE;NODE:INSTANCE" power_timeout=120';

const crmsh: ClusterFixes = {
  setProperty: (name, value) => `crm configure property ${name}=${value}`,
  setMeta: (id, name, value) => `crm resource meta ${id} set ${name} ${value}`,
  setParameter: (id, name, value) => `crm resource param ${id} set ${name} ${value}`,
  removeParameter: (id, name) => `crm resource param ${id} delete ${name}`,
  setFenceParameter: (id, name, value) => `crm resource param ${id} set ${name} ${value}`,
  addMonitor: (id, settings) => `crm configure edit ${id}, and add before meta: op monitor ${settings}`,
  // crmsh finds an operation by what its id ends with, and takes a path apart at its dots. Other ids are for Pacemaker's own tool.
  setTimeout: (id, { id: operation, name }, timeout, exists) => {
    if (!exists) return `crm configure edit ${id}, and add before meta: op ${name} timeout=${timeout}`;
    const own = `${id}-${name}-`;
    return operation.startsWith(own) && !operation.includes('.')
      ? `crm configure set ${id}.${name}.${operation.slice(own.length)}.timeout ${timeout}`
      : `cibadmin --modify --scope resources --xml-text '<op id="${operation}" timeout="${timeout}"/>'`;
  },
  createFenceDevice: () =>
    `crm configure primitive fence-nat stonith:fence_aws params region=REGION ${hostMap}`,
  cleanUp: (id) => `crm resource cleanup ${id}`,
  start: (id) => `crm resource start ${id}`,
  endStandby: (node) => `crm node online ${node}`,
  endMaintenance: (node) => `crm node ready ${node}`,
  removeConstraints: (id) => `crm resource clear ${id}`,
};

const pcs: ClusterFixes = {
  setProperty: (name, value) => `pcs property set ${name}=${value}`,
  setMeta: (id, name, value) => `pcs resource meta ${id} ${name}=${value}`,
  setParameter: (id, name, value) => `pcs resource update ${id} ${name}=${value}`,
  removeParameter: (id, name) => `pcs resource update ${id} ${name}=`,
  setFenceParameter: (id, name, value) => `pcs stonith update ${id} ${name}=${value}`,
  addMonitor: (id, settings) => `pcs resource op add ${id} monitor ${settings}`,
  // An update is always of the first monitor, and replaces all of it.
  setTimeout: (id, { id: operation, name, intervalMs, checkLevel }, timeout) => {
    if (intervalMs === 0) return `pcs resource update ${id} op ${name} timeout=${timeout}`;
    const level = checkLevel > 0 ? ` OCF_CHECK_LEVEL=${checkLevel}` : '';
    const settings = `interval=${intervalMs / 1000}s timeout=${timeout}${level}`;
    return `pcs resource op remove ${operation}; pcs resource op add ${id} ${name} ${settings}`;
  },
  createFenceDevice: () => `pcs stonith create fence-nat fence_aws region=REGION ${hostMap}`,
  cleanUp: (id) => `pcs resource cleanup ${id}`,
  start: (id) => `pcs resource enable ${id}`,
  endStandby: (node) => `pcs node unstandby ${node}`,
  endMaintenance: (node) => `pcs node unmaintenance ${node}`,
  removeConstraints: (id) => `pcs resource clear ${id}`,
};

export const clusterFixes: Readonly<Record<Shell, ClusterFixes>> = { crmsh, pcs };
