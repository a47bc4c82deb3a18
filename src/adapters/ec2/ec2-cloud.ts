import { AgentError, asAgentError } from '../../domain/errors.ts';
import type { EniMover, EniReader, RightsProber, SurroundingsReader } from '../../domain/ports.ts';
import { only } from './answer-fields.ts';
import { createCaller } from './call-ec2.ts';
import { describeInterfaces } from './describe-interfaces.ts';
import type { Ec2Connector } from './ec2-connector.ts';

/**
 * EC2 as the actions see it. Each method is one call that is sent once: re-sending an attach whose answer was lost would be
 * a second attach. Only what monitors ask is asked without the SDK.
 */
export function createEc2Cloud(
  connector: Ec2Connector,
): EniReader & EniMover & SurroundingsReader & RightsProber {
  const call = createCaller(connector);
  return {
    describeEni: (eniId) =>
      call('DescribeNetworkInterfaces', async (connection) => {
        const enis = await describeInterfaces(connection, { 'NetworkInterfaceId.1': eniId });
        const eni = only(enis, 'the ENI');
        if (eni.eniId !== eniId) throw new AgentError('transient', `EC2 answered about ${eni.eniId} instead`);
        return eni;
      }),

    describeInstance: (instanceId) =>
      call('DescribeInstances', ({ sdk }) => sdk().describeInstance(instanceId)),
    describeSubnet: (subnetId) => call('DescribeSubnets', ({ sdk }) => sdk().describeSubnet(subnetId)),
    maximumInterfaces: (instanceType) =>
      call('DescribeInstanceTypes', ({ sdk }) => sdk().maximumInterfaces(instanceType)),
    attach: (request) => call('AttachNetworkInterface', ({ sdk }) => sdk().attach(request)),
    detach: (request) => call('DetachNetworkInterface', ({ sdk }) => sdk().detach(request)),
    setSourceDestCheck: (eniId, enabled) =>
      call('ModifyNetworkInterfaceAttribute', ({ sdk }) => sdk().setSourceDestCheck(eniId, enabled)),

    async probeRight(right, request) {
      try {
        await call(right, async (connection) => {
          if (right !== 'DescribeNetworkInterfaces') return connection.sdk().tryRight(right, request);
          await describeInterfaces(connection, { DryRun: 'true', 'NetworkInterfaceId.1': request.eniId });
        });
        // Of a read, this is an answer to something else; a change made in earnest must not be made again.
        const kind = right.startsWith('Describe') ? 'transient' : 'failed';
        throw new AgentError(kind, `${right}: EC2 ignored DryRun`);
      } catch (error) {
        const { cause, kind } = asAgentError(error);
        if (cause instanceof Error && cause.name === 'DryRunOperation') return 'granted';
        if (kind === 'unauthorized') return 'denied';
        throw error;
      }
    },
  };
}
