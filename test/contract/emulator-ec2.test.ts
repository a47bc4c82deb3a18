import {
  AssignPrivateIpAddressesCommand,
  AssociateAddressCommand,
  AttachNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachNetworkInterfaceCommand,
  DisassociateAddressCommand,
  ModifyNetworkInterfaceAttributeCommand,
  paginateDescribeNetworkInterfaces,
  RebootInstancesCommand,
  ReplaceRouteCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  UnassignPrivateIpAddressesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testUser } from '../emulator/emulator.ts';
import { setGuestAcknowledges } from '../emulator/model/power.ts';
import {
  floatingEni,
  nodeA,
  nodeB,
  primaryEniB,
  publicSubnet,
  sampleFloatingEni,
  sampleWorld,
} from '../emulator/sample-world.ts';
import { emulatorLab, ShiftedClock, type EmulatorLab } from './emulator-client.ts';

let lab: EmulatorLab;
let clock: ShiftedClock;
beforeEach(async () => {
  clock = new ShiftedClock();
  lab = await emulatorLab({ clock });
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

function refusal(name: string, httpStatusCode: number): unknown {
  return expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode }) as unknown });
}

test('an ENI is attached, described and detached', async () => {
  expect(await lab.describe()).toMatchObject({
    NetworkInterfaceId: floatingEni,
    Status: 'available',
    MacAddress: '06:00:00:00:01:64',
    SourceDestCheck: false,
    PrivateIpAddress: '10.0.1.100',
    Association: { PublicIp: '203.0.113.100' },
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.100' }],
    SubnetId: publicSubnet,
    AvailabilityZone: 'eu-west-1a',
  });
  expect((await lab.describe()).Attachment).toBeUndefined();
  const attachmentId = await lab.attach();
  expect(await lab.describe()).toMatchObject({
    Status: 'in-use',
    Attachment: {
      AttachmentId: attachmentId,
      InstanceId: nodeA,
      DeviceIndex: 1,
      NetworkCardIndex: 0,
      Status: 'attached',
      DeleteOnTermination: false,
      AttachTime: expect.any(Date) as Date,
    },
  });
  setGuestAcknowledges(lab.emulator.cloud, nodeA, false);
  await lab.detach(attachmentId);
  expect((await lab.describe()).Attachment?.Status).toBe('detaching');
  setGuestAcknowledges(lab.emulator.cloud, nodeA, true);
  await lab.emulator.cloud.events.until(
    'detached',
    2000,
    () => !lab.emulator.cloud.eni(floatingEni).attachment,
  );
  expect((await lab.describe()).Status).toBe('available');
  expect((await lab.describe()).Attachment).toBeUndefined();
});

describe('DescribeNetworkInterfaces', () => {
  const find = async (name: string, value: string): Promise<(string | undefined)[]> => {
    const command = new DescribeNetworkInterfacesCommand({ Filters: [{ Name: name, Values: [value] }] });
    return (await lab.ec2.send(command)).NetworkInterfaces!.map((eni) => eni.NetworkInterfaceId);
  };

  test('filters', async () => {
    expect(await find('addresses.private-ip-address', '10.0.1.100')).toEqual([floatingEni]);
    expect(await find('attachment.instance-id', nodeB)).toEqual([primaryEniB]);
    expect(await find('network-interface-id', floatingEni)).toEqual([floatingEni]);
    expect(await find('network-interface-id', 'eni-0fffffffffffffff9')).toEqual([]);
    await expect(find('no-such-filter', 'x')).rejects.toEqual(refusal('InvalidParameterValue', 400));
  });

  test('pages', async () => {
    const many = Array.from({ length: 12 }, (_, position) =>
      sampleFloatingEni({
        eniId: `eni-0${String(position).padStart(16, '0')}`,
        ipv4: [`10.0.1.${150 + position}`],
      }),
    );
    await using large = await emulatorLab({ world: sampleWorld({ enis: [...sampleWorld().enis, ...many] }) });
    const pages: number[] = [];
    for await (const page of paginateDescribeNetworkInterfaces({ client: large.ec2, pageSize: 6 }, {}))
      pages.push(page.NetworkInterfaces!.length);
    expect(pages).toEqual([6, 6, 3]);
  });

  test.each([
    [{ NetworkInterfaceIds: ['eni-0fffffffffffffff9'] }, 'InvalidNetworkInterfaceID.NotFound'],
    [{ NetworkInterfaceIds: ['eni-nonsense'] }, 'InvalidNetworkInterfaceId.Malformed'],
    [{ NetworkInterfaceIds: [floatingEni], MaxResults: 5 }, 'InvalidParameterCombination'],
    [{ MaxResults: 2 }, 'InvalidParameterValue'],
    [{ IncludeManagedResources: true }, 'UnknownParameter'],
  ])('refuses %j', async (input, code) => {
    await expect(lab.ec2.send(new DescribeNetworkInterfacesCommand(input))).rejects.toEqual(
      refusal(code, 400),
    );
  });
});

test('an unknown action is refused', async () => {
  await expect(lab.ec2.send(new DescribeVpcsCommand({}))).rejects.toEqual(refusal('InvalidAction', 400));
});

describe('dry runs', () => {
  const input = { NetworkInterfaceId: floatingEni, InstanceId: nodeA, DeviceIndex: 1, DryRun: true };

  test('would succeed, and change nothing', async () => {
    const attempt = lab.ec2.send(new AttachNetworkInterfaceCommand(input));
    await expect(attempt).rejects.toEqual(refusal('DryRunOperation', 412));
    expect(lab.emulator.cloud.eni(floatingEni).attachment).toBeUndefined();
  });

  test('tell what is not allowed', async () => {
    lab.emulator.policies.set(testUser.name, [{ action: 'ec2:AttachNetworkInterface', only: 'dry-run' }]);
    const attempt = lab.ec2.send(new AttachNetworkInterfaceCommand(input));
    await expect(attempt).rejects.toEqual(refusal('UnauthorizedOperation', 403));
    await lab.attach();
  });
});

test('source/dest check is one attribute of one call', async () => {
  const modify = (input: object): Promise<unknown> =>
    lab.ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: floatingEni, ...input }));
  await modify({ SourceDestCheck: { Value: true } });
  expect((await lab.describe()).SourceDestCheck).toBe(true);
  await expect(modify({ SourceDestCheck: { Value: false }, Description: { Value: 'x' } })).rejects.toEqual(
    refusal('InvalidParameterCombination', 400),
  );
  await expect(modify({})).rejects.toEqual(refusal('MissingParameter', 400));
  const attachmentId = await lab.attach();
  await modify({ Attachment: { AttachmentId: attachmentId, DeleteOnTermination: true } });
  expect((await lab.describe()).Attachment?.DeleteOnTermination).toBe(true);
});

test('an instance shows its state and its slots', async () => {
  await lab.attach();
  const { Reservations } = await lab.ec2.send(new DescribeInstancesCommand({ InstanceIds: [nodeA] }));
  const instance = Reservations![0]!.Instances![0]!;
  expect(instance).toMatchObject({
    InstanceId: nodeA,
    InstanceType: 't3.micro',
    State: { Name: 'running', Code: 16 },
    Placement: { AvailabilityZone: 'eu-west-1a' },
    PrivateIpAddress: '10.0.1.10',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
  });
  expect(instance.NetworkInterfaces!.map((it) => it.Attachment!.DeviceIndex)).toEqual([0, 1]);
});

test('instance types, subnets and route tables are described', async () => {
  const { InstanceTypes } = await lab.ec2.send(
    new DescribeInstanceTypesCommand({ InstanceTypes: ['p4d.24xlarge'] }),
  );
  expect(InstanceTypes![0]!.NetworkInfo).toMatchObject({
    MaximumNetworkInterfaces: 60,
    MaximumNetworkCards: 4,
  });
  const { Subnets } = await lab.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [publicSubnet] }));
  expect(Subnets).toMatchObject([{ CidrBlock: '10.0.1.0/24', AvailabilityZone: 'eu-west-1a' }]);
  const route = async (): Promise<unknown> => {
    const filter = { Name: 'route.network-interface-id', Values: [floatingEni] };
    const { RouteTables } = await lab.ec2.send(new DescribeRouteTablesCommand({ Filters: [filter] }));
    return RouteTables![0]!.Routes!.find((it) => it.DestinationCidrBlock === '0.0.0.0/0');
  };
  expect(await route()).toMatchObject({ NetworkInterfaceId: floatingEni, State: 'blackhole' });
  await lab.attach();
  expect(await route()).toMatchObject({
    NetworkInterfaceId: floatingEni,
    InstanceId: nodeA,
    State: 'active',
  });
});

test('instances stop, start and reboot', async () => {
  const { cloud } = lab.emulator;
  const stopped = await lab.ec2.send(new StopInstancesCommand({ InstanceIds: [nodeA], Force: true }));
  expect(stopped.StoppingInstances).toMatchObject([
    { InstanceId: nodeA, PreviousState: { Name: 'running' }, CurrentState: { Name: 'stopping' } },
  ]);
  await expect(lab.ec2.send(new RebootInstancesCommand({ InstanceIds: [nodeA] }))).rejects.toEqual(
    refusal('IncorrectInstanceState', 400),
  );
  await cloud.events.until('stopped', 2000, () => cloud.instance(nodeA).state === 'stopped');
  const started = await lab.ec2.send(new StartInstancesCommand({ InstanceIds: [nodeA] }));
  expect(started.StartingInstances![0]!.CurrentState!.Name).toBe('pending');
  await cloud.events.until('running', 2000, () => cloud.instance(nodeA).state === 'running');
  await lab.ec2.send(new RebootInstancesCommand({ InstanceIds: [nodeA] }));
  expect(cloud.instance(nodeA).state).toBe('running');
});

describe('refusals carry the codes of EC2', () => {
  const attach = (input: object): Promise<unknown> =>
    lab.ec2.send(
      new AttachNetworkInterfaceCommand({
        NetworkInterfaceId: floatingEni,
        InstanceId: nodeA,
        DeviceIndex: 1,
        ...input,
      }),
    );

  test.each([
    [{ DeviceIndex: 0 }, 'InvalidParameterValue', /already has an interface attached at device index '0'/],
    [{ NetworkInterfaceId: primaryEniB }, 'InvalidNetworkInterface.InUse', /in use/],
    [{ InstanceId: 'i-0fffffffffffffff9' }, 'InvalidInstanceID.NotFound', /i-0fffffffffffffff9/],
    [{ InstanceId: 'i-nonsense' }, 'InvalidInstanceID.Malformed', /i-nonsense/],
    [{ EnaSrdSpecification: { EnaSrdEnabled: true } }, 'UnknownParameter', /EnaSrdSpecification/],
  ])('attach %j', async (input, name, message) => {
    await expect(attach(input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as string,
    });
  });

  test('detach of what is gone, and of a primary interface', async () => {
    const gone = new DetachNetworkInterfaceCommand({ AttachmentId: 'eni-attach-0123456789abcdef0' });
    await expect(lab.ec2.send(gone)).rejects.toEqual(refusal('InvalidAttachmentID.NotFound', 400));
    const { attachmentId } = lab.emulator.cloud.eni(primaryEniB).attachment!;
    await expect(lab.detach(attachmentId)).rejects.toEqual(refusal('OperationNotPermitted', 400));
  });
});

test('another region has nothing of ours, or is not open to us', async () => {
  const elsewhere = lab.client({ region: 'eu-west-3' });
  const command = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [floatingEni] });
  await expect(elsewhere.send(command)).rejects.toEqual(refusal('InvalidNetworkInterfaceID.NotFound', 400));
  lab.emulator.configure({ otherRegions: 'reject' });
  await expect(elsewhere.send(command)).rejects.toEqual(refusal('AuthFailure', 401));
});

test('secondary addresses, Elastic IPs and routes move', async () => {
  const { ec2 } = lab;
  const secondary = { NetworkInterfaceId: floatingEni, PrivateIpAddresses: ['10.0.1.77'] };
  await ec2.send(new AssignPrivateIpAddressesCommand(secondary));
  const toB = { ...secondary, NetworkInterfaceId: primaryEniB };
  await expect(ec2.send(new AssignPrivateIpAddressesCommand(toB))).rejects.toEqual(
    refusal('InvalidParameterValue', 400),
  );
  await ec2.send(new AssignPrivateIpAddressesCommand({ ...toB, AllowReassignment: true }));
  expect((await lab.describe()).PrivateIpAddresses).toHaveLength(1);
  await ec2.send(new UnassignPrivateIpAddressesCommand(toB));

  const { Addresses } = await ec2.send(new DescribeAddressesCommand({ PublicIps: ['203.0.113.100'] }));
  const elastic = Addresses![0]!;
  expect(elastic.NetworkInterfaceId).toBe(floatingEni);
  await ec2.send(new DisassociateAddressCommand({ AssociationId: elastic.AssociationId! }));
  expect((await lab.describe()).Association).toBeUndefined();
  const again = { AllocationId: elastic.AllocationId!, NetworkInterfaceId: primaryEniB };
  await expect(ec2.send(new AssociateAddressCommand(again))).rejects.toEqual(
    refusal('Resource.AlreadyAssociated', 400),
  );
  await ec2.send(new AssociateAddressCommand({ ...again, AllowReassociation: true }));
  const moved = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [elastic.AllocationId!] }));
  expect(moved.Addresses![0]!.InstanceId).toBe(nodeB);

  const route = { RouteTableId: 'rtb-0bbbbbbbbbbbbbbb2', DestinationCidrBlock: '0.0.0.0/0' };
  await ec2.send(new ReplaceRouteCommand({ ...route, NetworkInterfaceId: primaryEniB }));
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ RouteTableIds: [route.RouteTableId] }),
  );
  expect(RouteTables![0]!.Routes!.map((it) => it.NetworkInterfaceId)).toContain(primaryEniB);
});

describe('describes may be stale', () => {
  test('for a while after a change', async () => {
    lab.emulator.configure({ stale: { mode: 'lag', lagMs: 60_000 } });
    await lab.attach();
    expect((await lab.describe()).Status).toBe('available');
    clock.leap(60_000);
    expect((await lab.describe()).Attachment?.Status).toBe('attached');
  });

  test('or every other time', async () => {
    lab.emulator.configure({ stale: { mode: 'alternate', lagMs: 60_000 } });
    await lab.attach();
    const seen = [await lab.describe(), await lab.describe(), await lab.describe(), await lab.describe()];
    expect(seen.map((eni) => eni.Status)).toEqual(['available', 'in-use', 'available', 'in-use']);
  });

  test('or at random, the same for the same seed', async () => {
    const run = async (seed: number): Promise<(string | undefined)[]> => {
      await using one = await emulatorLab({ seed, settings: { stale: { mode: 'random', lagMs: 60_000 } } });
      await one.attach();
      const seen: (string | undefined)[] = [];
      for (let count = 0; count < 12; count += 1) seen.push((await one.describe()).Status);
      return seen;
    };
    const [first, same] = [await run(7), await run(7)];
    expect(first).toEqual(same);
    expect(new Set(first)).toEqual(new Set(['available', 'in-use']));
  });
});

test('a throttled class of calls is refused with 503 until its bucket refills', async () => {
  const wide = { capacity: 100, refillPerSecond: 100 };
  lab.emulator.configure({
    throttle: {
      describe: { capacity: 2, refillPerSecond: 0.01 },
      'describe-all': wide,
      mutate: wide,
      power: wide,
    },
  });
  await lab.describe();
  await lab.describe();
  await expect(lab.describe()).rejects.toEqual(refusal('RequestLimitExceeded', 503));
  clock.leap(100_000);
  expect((await lab.describe()).Status).toBe('available');
});

test('the request log tells who asked for what, and what came of it', async () => {
  await lab.describe();
  await lab.ec2.send(new DescribeVpcsCommand({})).catch(() => undefined);
  expect(lab.emulator.requests.after()).toMatchObject([
    {
      service: 'ec2',
      action: 'DescribeNetworkInterfaces',
      caller: { accessKeyId: testUser.accessKeyId, principal: testUser.name },
      parameters: { 'NetworkInterfaceId.1': floatingEni },
      status: 200,
      code: undefined,
      connection: 1,
    },
    { action: 'DescribeVpcs', status: 400, code: 'InvalidAction', connection: 1 },
  ]);
  lab.emulator.requests.clear();
  expect(lab.emulator.requests.after()).toEqual([]);
});
