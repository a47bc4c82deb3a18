import { CloudError } from '../model/cloud-error.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { filters, index, list, required, subnetId, text } from '../wire/fields.ts';
import { applyFilters } from '../wire/filters.ts';
import { page } from '../wire/paging.ts';

export const describeSubnets = defineAction({
  name: 'DescribeSubnets',
  throttle: 'describe',
  parameters: { SubnetId: list(required(subnetId)), Filter: filters, MaxResults: index, NextToken: text },
  run(input, { cloud, asOfMs, ourRegion }) {
    const all = ourRegion ? cloud.subnets.list(asOfMs) : [];
    const selected = selectById(
      all,
      input.SubnetId,
      (subnet) => subnet.subnetId,
      (missing) =>
        new CloudError('InvalidSubnetID.NotFound', `The subnet ID '${missing.join(', ')}' does not exist`),
    );
    const matching = applyFilters(selected, input.Filter, {
      'subnet-id': (subnet) => [subnet.subnetId],
      'availability-zone': (subnet) => [subnet.availabilityZone],
      'cidr-block': (subnet) => [subnet.cidr],
      'vpc-id': () => [cloud.world.vpcId],
    });
    const { items, nextToken } = page(matching, { maxResults: input.MaxResults, nextToken: input.NextToken });
    const { accountId, region, vpcId } = cloud.world;
    const subnetSet = items.map((subnet) => ({
      subnetId: subnet.subnetId,
      subnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${subnet.subnetId}`,
      state: 'available',
      ownerId: accountId,
      vpcId,
      cidrBlock: subnet.cidr,
      ipv6CidrBlockAssociationSet:
        subnet.ipv6Cidr === undefined
          ? []
          : [
              {
                associationId: subnet.subnetId.replace('subnet-', 'subnet-cidr-assoc-'),
                ipv6CidrBlock: subnet.ipv6Cidr,
                ipv6CidrBlockState: { state: 'associated' },
              },
            ],
      availableIpAddressCount: 200,
      availabilityZone: subnet.availabilityZone,
      defaultForAz: false,
      mapPublicIpOnLaunch: false,
      tagSet: [],
    }));
    return { subnetSet, nextToken };
  },
});
