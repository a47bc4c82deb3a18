import {
  AttachNetworkInterfaceCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  DetachNetworkInterfaceCommand,
  ModifyNetworkInterfaceAttributeCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { SdkCalls } from './sdk.ts';

/** A well-formed id that belongs to nothing: a dry run of a detach is about the right, not about an attachment. */
const someAttachment = 'eni-attach-00000000000000000';

/** A dry run of one call: EC2 refuses it, as one that would have succeeded or that these credentials may not make. */
export async function tryRight(
  client: EC2Client,
  right: Parameters<SdkCalls['tryRight']>[0],
  { eniId, instanceId, deviceIndex, networkCardIndex }: Parameters<SdkCalls['tryRight']>[1],
): Promise<void> {
  const DryRun = true;
  switch (right) {
    case 'DescribeInstances':
      await client.send(new DescribeInstancesCommand({ DryRun, InstanceIds: [instanceId] }));
      return;
    case 'DescribeSubnets':
      await client.send(new DescribeSubnetsCommand({ DryRun }));
      return;
    case 'AttachNetworkInterface':
      await client.send(
        new AttachNetworkInterfaceCommand({
          DryRun,
          NetworkInterfaceId: eniId,
          InstanceId: instanceId,
          DeviceIndex: deviceIndex,
          NetworkCardIndex: networkCardIndex,
        }),
      );
      return;
    case 'DetachNetworkInterface':
      await client.send(new DetachNetworkInterfaceCommand({ DryRun, AttachmentId: someAttachment }));
      return;
    case 'ModifyNetworkInterfaceAttribute':
      await client.send(
        new ModifyNetworkInterfaceAttributeCommand({
          DryRun,
          NetworkInterfaceId: eniId,
          SourceDestCheck: { Value: false },
        }),
      );
  }
}
