import type { MetadataOptions, RouteToEni } from '../../domain/admin-ports.ts';
import type { AttachRequest, DetachRequest, Right, SurroundingsReader } from '../../domain/ports.ts';
import type { Connection, Endpoint } from './connection.ts';

/** What the SDK is told of this installation. */
export interface SdkSettings {
  readonly region: string;
  readonly profile: string | undefined;
  /** The parameter alone: of the environment and the shared files the SDK knows itself. */
  readonly endpointUrl: string | undefined;
}

/** EC2's calls but the one that monitors make; each is sent once. They throw what the SDK throws. */
export interface SdkCalls extends SurroundingsReader {
  attach(request: AttachRequest): Promise<void>;
  detach(request: Pick<DetachRequest, 'attachmentId' | 'force'>): Promise<void>;
  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void>;
  /** Resolves only if EC2 ignored that it was asked for a dry run. */
  tryRight(right: Exclude<Right, 'DescribeNetworkInterfaces'>, request: AttachRequest): Promise<void>;
  routesTo(eniId: string): Promise<readonly RouteToEni[]>;
  metadataOptions(instanceId: string): Promise<MetadataOptions>;
}

/**
 * The AWS SDK, loaded only where it is needed: for changes, for what surrounds the ENI, and for settings that only the SDK
 * knows the rules of.
 */
export interface Sdk {
  createCalls(
    settings: SdkSettings,
    connection: Pick<Connection, 'credentials' | 'agent' | 'timeoutMs'>,
  ): SdkCalls;
  /** Where the SDK would send a request, and the region it would sign for. Throws what the SDK throws. */
  findEndpoint(settings: SdkSettings): Promise<Endpoint>;
  /** The region of a profile in the shared files, if it names one. */
  regionOfProfile(profile: string): Promise<string | undefined>;
}

export type LoadSdk = () => Sdk;
