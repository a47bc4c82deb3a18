import type { VpcReader } from '../../domain/admin-ports.ts';
import { createCaller } from './call-ec2.ts';
import { describeInterfaces } from './describe-interfaces.ts';
import type { Ec2Connector } from './ec2-connector.ts';

/** What status and doctor ask EC2 beside the actions; each a call, or a few pages of one, sent once. */
export function createEc2Vpc(connector: Ec2Connector): VpcReader {
  const call = createCaller(connector);
  return {
    routesTo: (eniId) => call('DescribeRouteTables', ({ sdk }) => sdk().routesTo(eniId)),
    interfacesOf: (instanceId) =>
      call('DescribeNetworkInterfaces', (connection) =>
        describeInterfaces(connection, {
          'Filter.1.Name': 'attachment.instance-id',
          'Filter.1.Value.1': instanceId,
        }),
      ),
    metadataOptions: (instanceId) =>
      call('DescribeInstances', ({ sdk }) => sdk().metadataOptions(instanceId)),
    place: () => call('the region', ({ place }) => Promise.resolve(place)),
    endpointHost: () =>
      call('the endpoint', ({ endpoint }) => Promise.resolve(endpoint.url.hostname.replace(/^\[|\]$/g, ''))),
  };
}
