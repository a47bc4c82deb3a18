import { createEc2Cloud } from '../../src/adapters/ec2/ec2-cloud.ts';
import {
  createEc2Connector,
  type Ec2Connector,
  type Ec2Options,
} from '../../src/adapters/ec2/ec2-connector.ts';
import { awsSdk } from '../../src/adapters/ec2/aws-sdk.ts';
import { createRareSources } from '../../src/adapters/ec2/rare-sources.ts';
import type { BootMemory, NodeFacts } from '../../src/adapters/files/boot-memory.ts';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { createImds, type Imds } from '../../src/adapters/imds/imds-client.ts';
import { Emulator, testUser, type EmulatorOptions } from '../emulator/emulator.ts';
import { nodeA, sampleWorld } from '../emulator/sample-world.ts';
import { createEc2Vpc } from '../../src/adapters/ec2/ec2-vpc.ts';
import type { VpcReader } from '../../src/domain/admin-ports.ts';
import type { Cloud } from './cloud-contract.ts';

/** Boot memory that lasts as long as the test. */
export class FleetingMemory implements BootMemory {
  facts: NodeFacts = {};

  read(): Promise<NodeFacts> {
    return Promise.resolve(this.facts);
  }

  write(facts: NodeFacts): Promise<void> {
    this.facts = { ...this.facts, ...facts };
    return Promise.resolve();
  }
}

export const testKeys = {
  AWS_ACCESS_KEY_ID: testUser.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testUser.secretAccessKey,
};

/** The emulator on the loopback interface, and the agent's own EC2 and IMDS adapters in front of it. */
export interface Ec2Lab {
  readonly emulator: Emulator;
  readonly endpoint: string;
  readonly imdsEndpoint: string;
  readonly imds: Imds;
  readonly memory: FleetingMemory;
  /** Left out: the keys of the test user from the environment, the emulator's region and endpoint. */
  cloud(options?: Partial<Ec2Options>): Cloud;
  vpc(): VpcReader;
  close(): Promise<void>;
}

export async function startEc2Lab(options: Partial<EmulatorOptions> = {}): Promise<Ec2Lab> {
  const emulator = new Emulator({ world: sampleWorld(), ...options });
  const loopback = { host: '127.0.0.1', port: 0 };
  const endpoint = `http://127.0.0.1:${await emulator.listenAws(loopback)}`;
  const imdsEndpoint = `http://127.0.0.1:${await emulator.listenImds(loopback, nodeA)}`;
  const imds = createImds({ endpoint: imdsEndpoint, clock: systemClock, random: () => 0 });
  const memory = new FleetingMemory();
  const connector = (change?: Partial<Ec2Options>): Ec2Connector =>
    createEc2Connector({
      region: 'eu-west-1',
      profile: undefined,
      roleArn: undefined,
      endpointUrl: endpoint,
      timeoutMs: 2_000,
      env: testKeys,
      imds,
      memory,
      loadRare: () => createRareSources,
      loadSdk: () => awsSdk,
      ...change,
    });
  return {
    emulator,
    endpoint,
    imdsEndpoint,
    imds,
    memory,
    cloud: (change) => createEc2Cloud(connector(change)),
    vpc: () => createEc2Vpc(connector()),
    close: () => emulator.close(),
  };
}
