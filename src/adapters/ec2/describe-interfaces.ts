import type { Eni } from '../../domain/eni.ts';
import type { Connection } from './connection.ts';
import { queryEc2 } from './query-ec2.ts';
import { itemsOf, toEni } from './to-eni.ts';

/** The one call of EC2 that monitors and probes make, hence without the SDK: the ENIs that EC2 names in its answer. */
export async function describeInterfaces(
  connection: Connection,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Eni[]> {
  const answer = await queryEc2(connection, 'DescribeNetworkInterfaces', parameters);
  return itemsOf(answer, 'networkInterfaceSet').map(toEni);
}
