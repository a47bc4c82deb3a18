import { CloudError } from '../model/cloud-error.ts';
import { instanceTypes, limitsOf } from '../model/instance-types.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { filters, index, list, required, text } from '../wire/fields.ts';
import { applyFilters } from '../wire/filters.ts';
import { page } from '../wire/paging.ts';
import type { XmlBody } from '../wire/xml.ts';

export const describeInstanceTypes = defineAction({
  name: 'DescribeInstanceTypes',
  throttle: 'describe',
  parameters: { InstanceType: list(required(text)), Filter: filters, MaxResults: index, NextToken: text },
  run(input) {
    const selected = selectById(
      Object.keys(instanceTypes),
      input.InstanceType,
      (name) => name,
      (missing) =>
        new CloudError(
          'InvalidInstanceType',
          `The following supplied instance types do not exist: [${missing.join(', ')}]`,
        ),
    );
    const matching = applyFilters(selected, input.Filter, {
      'instance-type': (name) => [name],
      hypervisor: (name) => [limitsOf(name).hypervisor],
    });
    const { items, nextToken } = page(matching, { maxResults: input.MaxResults, nextToken: input.NextToken });
    return { instanceTypeSet: items.map(renderType), nextToken };
  },
});

function renderType(name: string): XmlBody {
  const limits = limitsOf(name);
  return {
    instanceType: name,
    currentGeneration: limits.hypervisor === 'nitro',
    bareMetal: false,
    hypervisor: limits.hypervisor,
    networkInfo: {
      maximumNetworkInterfaces: limits.maximumNetworkInterfaces,
      maximumNetworkCards: limits.networkCards.length,
      defaultNetworkCardIndex: 0,
      networkCards: limits.networkCards.map((maximumNetworkInterfaces, networkCardIndex) => ({
        networkCardIndex,
        maximumNetworkInterfaces,
      })),
      ipv4AddressesPerInterface: limits.ipv4AddressesPerInterface,
      ipv6AddressesPerInterface: limits.ipv6AddressesPerInterface,
      ipv6Supported: true,
      enaSupport: limits.hypervisor === 'nitro' ? 'required' : 'unsupported',
    },
  };
}
