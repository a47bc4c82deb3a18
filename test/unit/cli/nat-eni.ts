import type { ClusterResource } from '../../../src/domain/cluster.ts';

/** The resource as crm_mon shows it when all is well. */
export const natEni: ClusterResource = {
  id: 'nat-eni',
  agent: 'ocf:forward3d:eni',
  role: 'Started',
  nodes: ['nat-a'],
  managed: true,
  blocked: false,
  failed: false,
};
