import {
  AttachNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DetachNetworkInterfaceCommand,
  EC2Client,
  type EC2ClientConfig,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { Emulator, testUser, type EmulatorOptions } from '../emulator/emulator.ts';
import { systemClock, type Cancel, type Clock } from '../emulator/model/clock.ts';
import { floatingEni, nodeA, sampleWorld } from '../emulator/sample-world.ts';

/** An emulator on the loopback interface and the real SDK in front of it. */
export interface EmulatorLab extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly endpoint: string;
  readonly ec2: EC2Client;
  client(config?: EC2ClientConfig): EC2Client;
  describe(): Promise<NetworkInterface>;
  /** Returns once the ENI is attached. */
  attach(): Promise<string>;
  detach(attachmentId: string, force?: boolean): Promise<void>;
}

export async function emulatorLab(options: Partial<EmulatorOptions> = {}): Promise<EmulatorLab> {
  const emulator = new Emulator({ world: sampleWorld(), ...options });
  const endpoint = `http://127.0.0.1:${await emulator.listenAws({ host: '127.0.0.1', port: 0 })}`;
  const clients: EC2Client[] = [];
  const client = (config: EC2ClientConfig = {}): EC2Client => {
    const made = new EC2Client({
      endpoint,
      region: 'eu-west-1',
      credentials: testUser,
      maxAttempts: 1,
      ...config,
    });
    clients.push(made);
    return made;
  };
  const ec2 = client();
  return {
    emulator,
    endpoint,
    ec2,
    client,
    async describe() {
      const answer = await ec2.send(
        new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [floatingEni] }),
      );
      return answer.NetworkInterfaces![0]!;
    },
    async attach() {
      const answer = await ec2.send(
        new AttachNetworkInterfaceCommand({
          NetworkInterfaceId: floatingEni,
          InstanceId: nodeA,
          DeviceIndex: 1,
        }),
      );
      await emulator.cloud.events.until(
        'attached',
        2000,
        () => emulator.cloud.eni(floatingEni).attachment?.status === 'attached',
      );
      return answer.AttachmentId!;
    },
    async detach(attachmentId, force = false) {
      await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachmentId, Force: force }));
    },
    async [Symbol.asyncDispose]() {
      for (const each of clients) each.destroy();
      await emulator.close();
    },
  };
}

/** The real time plus what `skip` added to it, so that a test need neither wait nor race. */
export class ShiftedClock implements Clock {
  #shiftMs = 0;

  now(): number {
    return Date.now() + this.#shiftMs;
  }

  after(delayMs: number, action: () => void): Cancel {
    return systemClock.after(delayMs, action);
  }

  leap(ms: number): void {
    this.#shiftMs += ms;
  }
}
