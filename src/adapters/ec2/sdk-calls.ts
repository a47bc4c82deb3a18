import {
  AttachNetworkInterfaceCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  DetachNetworkInterfaceCommand,
  ModifyNetworkInterfaceAttributeCommand,
  type EC2Client,
  type Instance,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import { need, only } from './answer-fields.ts';
import { metadataOptionsOf, routesTo } from './sdk-vpc.ts';
import type { SdkCalls } from './sdk.ts';
import { toInstance, toSubnet } from './to-domain.ts';
import { tryRight } from './try-right.ts';

/** The client must be made with one attempt: what was sent and not answered may have happened. */
export function createSdkCalls(client: EC2Client): SdkCalls {
  async function describe(instanceId: string): Promise<Instance> {
    const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    return only(only(answer.Reservations, 'the reservation').Instances, 'the instance');
  }

  return {
    describeInstance: async (instanceId) => toInstance(await describe(instanceId)),
    metadataOptions: async (instanceId) => metadataOptionsOf(await describe(instanceId)),
    routesTo: (eniId) => routesTo(client, eniId),
    tryRight: (right, request) => tryRight(client, right, request),

    async describeSubnet(subnetId) {
      const answer = await client.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
      return toSubnet(only(answer.Subnets, 'the subnet'));
    },

    async maximumInterfaces(instanceType) {
      const types = [instanceType as _InstanceType];
      const answer = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: types }));
      const network = only(answer.InstanceTypes, 'the instance type').NetworkInfo;
      const card = network?.NetworkCards?.find(({ NetworkCardIndex }) => NetworkCardIndex === 0);
      return need(
        card?.MaximumNetworkInterfaces ?? network?.MaximumNetworkInterfaces,
        'MaximumNetworkInterfaces',
      );
    },

    async attach({ eniId, instanceId, deviceIndex, networkCardIndex }) {
      await client.send(
        new AttachNetworkInterfaceCommand({
          NetworkInterfaceId: eniId,
          InstanceId: instanceId,
          DeviceIndex: deviceIndex,
          NetworkCardIndex: networkCardIndex,
        }),
      );
    },

    async detach({ attachmentId, force }) {
      await client.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachmentId, Force: force }));
    },

    async setSourceDestCheck(eniId, enabled) {
      const SourceDestCheck = { Value: enabled };
      await client.send(
        new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: eniId, SourceDestCheck }),
      );
    },
  };
}
