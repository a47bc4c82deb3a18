import {
  AttachNetworkInterfaceCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DetachNetworkInterfaceCommand,
  ModifyNetworkInterfaceAttributeCommand,
  type EC2Client,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import { AgentError, asAgentError } from '../../domain/errors.ts';
import type { EniMover, EniReader, Right, RightsProber, SurroundingsReader } from '../../domain/ports.ts';
import type { Ec2Connector } from './ec2-connector.ts';
import { only, toEni, toInstance, toSubnet } from './to-domain.ts';
import { toAgentError } from './to-agent-error.ts';

/**
 * EC2 through the AWS SDK. Each method is one call that is sent once; the client must be made with one attempt
 * (createEc2Client), since re-sending an attach whose answer was lost would be a second attach.
 */
export function createEc2Cloud(
  connector: Ec2Connector,
): EniReader & EniMover & SurroundingsReader & RightsProber {
  async function call<T>(action: string, send: (client: EC2Client) => Promise<T>): Promise<T> {
    let place = 'nowhere yet';
    try {
      const connection = await connector.connect();
      place = connection.place;
      return await send(connection.client);
    } catch (error) {
      const translated = toAgentError(error, { action, place });
      // Expired credentials are also refused as an expired request.
      if (translated.kind === 'credentials' || translated.kind === 'clock-skew') connector.forget();
      throw translated;
    }
  }

  return {
    describeEni: (eniId) =>
      call('DescribeNetworkInterfaces', async (client) => {
        const answer = await client.send(
          new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [eniId] }),
        );
        const eni = toEni(only(answer.NetworkInterfaces, 'the ENI'));
        if (eni.eniId !== eniId) throw new AgentError('transient', `EC2 answered about ${eni.eniId} instead`);
        return eni;
      }),

    describeInstance: (instanceId) =>
      call('DescribeInstances', async (client) => {
        const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
        return toInstance(only(only(answer.Reservations, 'the reservation').Instances, 'the instance'));
      }),

    describeSubnet: (subnetId) =>
      call('DescribeSubnets', async (client) => {
        const answer = await client.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
        return toSubnet(only(answer.Subnets, 'the subnet'));
      }),

    maximumInterfaces: (instanceType) =>
      call('DescribeInstanceTypes', async (client) => {
        const types = [instanceType as _InstanceType];
        const answer = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: types }));
        const network = only(answer.InstanceTypes, 'the instance type').NetworkInfo;
        const card = network?.NetworkCards?.find(({ NetworkCardIndex }) => NetworkCardIndex === 0);
        const most = card?.MaximumNetworkInterfaces ?? network?.MaximumNetworkInterfaces;
        if (most === undefined)
          throw new AgentError('transient', "EC2's answer lacks MaximumNetworkInterfaces");
        return most;
      }),

    attach: ({ eniId, instanceId, deviceIndex, networkCardIndex }) =>
      call('AttachNetworkInterface', async (client) => {
        await client.send(
          new AttachNetworkInterfaceCommand({
            NetworkInterfaceId: eniId,
            InstanceId: instanceId,
            DeviceIndex: deviceIndex,
            NetworkCardIndex: networkCardIndex,
          }),
        );
      }),

    detach: ({ attachmentId, force }) =>
      call('DetachNetworkInterface', async (client) => {
        await client.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachmentId, Force: force }));
      }),

    setSourceDestCheck: (eniId, enabled) =>
      call('ModifyNetworkInterfaceAttribute', async (client) => {
        const SourceDestCheck = { Value: enabled };
        await client.send(
          new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: eniId, SourceDestCheck }),
        );
      }),

    async probeRight(right, request) {
      try {
        await call(right, (client) => sendDry(client, right, request));
        throw new AgentError('failed', `${right}: EC2 ignored DryRun`);
      } catch (error) {
        const { cause, kind } = asAgentError(error);
        if (cause instanceof Error && cause.name === 'DryRunOperation') return 'granted';
        if (kind === 'unauthorized') return 'denied';
        throw error;
      }
    },
  };
}

/** A well-formed id that belongs to nothing: a dry run of a detach is about the right, not about an attachment. */
const someAttachment = 'eni-attach-00000000000000000';

async function sendDry(
  client: EC2Client,
  right: Right,
  { eniId, instanceId, deviceIndex, networkCardIndex }: Parameters<RightsProber['probeRight']>[1],
): Promise<unknown> {
  const DryRun = true;
  switch (right) {
    case 'DescribeNetworkInterfaces':
      return client.send(new DescribeNetworkInterfacesCommand({ DryRun, NetworkInterfaceIds: [eniId] }));
    case 'DescribeInstances':
      return client.send(new DescribeInstancesCommand({ DryRun, InstanceIds: [instanceId] }));
    case 'DescribeSubnets':
      return client.send(new DescribeSubnetsCommand({ DryRun }));
    case 'AttachNetworkInterface':
      return client.send(
        new AttachNetworkInterfaceCommand({
          DryRun,
          NetworkInterfaceId: eniId,
          InstanceId: instanceId,
          DeviceIndex: deviceIndex,
          NetworkCardIndex: networkCardIndex,
        }),
      );
    case 'DetachNetworkInterface':
      return client.send(new DetachNetworkInterfaceCommand({ DryRun, AttachmentId: someAttachment }));
    case 'ModifyNetworkInterfaceAttribute':
      return client.send(
        new ModifyNetworkInterfaceAttributeCommand({
          DryRun,
          NetworkInterfaceId: eniId,
          SourceDestCheck: { Value: false },
        }),
      );
  }
}
