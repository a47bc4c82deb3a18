import { fail, pass, skip, when, type Check } from './check.ts';
import { clusterFixes } from './cluster-fixes.ts';

/** The host itself, whatever EC2 says. */
export const nodeChecks: readonly Check[] = [
  {
    id: 'node-version',
    title: 'Node',
    needed: true,
    look: ({ nodeVersion }) => {
      const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
      return major > 22 || (major === 22 && minor >= 12)
        ? pass(nodeVersion)
        : fail(
            `${nodeVersion} is too old`,
            'install Node 22.12 or later, or the package that brings its own',
          );
    },
  },
  {
    id: 'iproute2',
    title: 'ip works',
    needed: true,
    look: ({ tools }) =>
      tools.known ? pass('rules can be listed') : fail(tools.why, 'install iproute2, and run this as root'),
  },
  {
    id: 'identity',
    title: 'this node knows which instance it is',
    needed: true,
    look: ({ instanceId }) =>
      instanceId.known
        ? pass(instanceId.value)
        : fail(
            instanceId.why,
            'enable the metadata service: aws ec2 modify-instance-metadata-options --http-endpoint enabled --instance-id …',
          ),
  },
  {
    id: 'metadata-service',
    title: 'metadata service: enabled, version 2 only',
    needed: false,
    look: ({ metadata, instanceId }) =>
      when(metadata, ({ enabled, tokensRequired, hopLimit }) => {
        const id = instanceId.known ? instanceId.value : '…';
        const fix = `aws ec2 modify-instance-metadata-options --instance-id ${id} --http-endpoint enabled --http-tokens required`;
        if (!enabled) return fail('it is disabled: the role of the instance gives no credentials', fix);
        if (!tokensRequired) return fail('it also answers version 1, which any misled program can ask', fix);
        return pass(`hop limit ${hopLimit}`);
      }),
  },
  {
    id: 'instance-id-unset',
    title: 'instance_id is not set in the cluster',
    needed: true,
    look: ({ resource, clusterShell }) => {
      if (resource === undefined) return skip('no resource in a cluster');
      return (resource.parameters['instance_id'] ?? '') === ''
        ? pass('every node finds out by itself')
        : fail(
            'instance_id is the same on all nodes of the cluster: the ENI can run on one of them only',
            clusterFixes[clusterShell].removeParameter(resource.id, 'instance_id'),
          );
    },
  },
];
