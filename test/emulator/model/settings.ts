/** Everything about the emulated cloud that a test may change while it runs. All times in milliseconds. */
export interface Settings {
  latency: Latency;
  /** A link that stays in the guest this long after EC2 already says that it is detached. */
  linkLingerMs: number;
  /** After a forced detach from a running instance its slot stays unusable until that instance stops and starts. */
  forceBlocksSlot: boolean;
  /** Show `attaching`/`detaching` as the status of the ENI too, instead of `in-use` until the attachment is gone. */
  transitionalEniStatus: boolean;
  /** Leave the instance id out of attachments, as in subnets shared between accounts. */
  hideHolder: boolean;
  stale: Staleness;
  throttle: ThrottleSettings | null;
  credentials: CredentialSettings;
  /** How far the clock of AWS is ahead of the true one: Date headers and signature checks follow it. */
  clockSkewMs: number;
  /** What a request signed for another region meets: a region without our resources, or a refusal. */
  otherRegions: 'empty' | 'reject';
  imds: ImdsSettings;
}

export interface Latency {
  attachMs: number;
  /** From `attached` until the guest sees the link. */
  linkMs: number;
  /** Until a healthy guest lets go. */
  detachMs: number;
  forceDetachMs: number;
  stopMs: number;
  forceStopMs: number;
  startMs: number;
  rebootMs: number;
  terminateMs: number;
}

/**
 * `lag`: describes answer from `lagMs` ago. `alternate`: every other describe does, beginning with the first.
 * `random`: each with the given probability, from the emulator's seed.
 */
export interface Staleness {
  mode: 'off' | 'lag' | 'alternate' | 'random';
  lagMs: number;
  probability: number;
}

export type ThrottleClass = 'describe' | 'describe-all' | 'mutate' | 'power';

export type ThrottleSettings = Record<ThrottleClass, Bucket>;

export interface Bucket {
  capacity: number;
  refillPerSecond: number;
}

export interface CredentialSettings {
  lifetimeMs: number;
  /** IMDS serves new role credentials this long before the old ones expire. */
  rotateBeforeExpiryMs: number;
}

export interface ImdsSettings {
  /** Answer GETs without a token, as instances with HttpTokens=optional do. */
  v1Allowed: boolean;
  /** HttpPutResponseHopLimit as DescribeInstances reports it. */
  hopLimit: number;
  /** A new interface appears in the metadata this long after it is attached. */
  newInterfaceLagMs: number;
  /** Its device-number reads 0 for this long after it has appeared. */
  deviceNumberLagMs: number;
  /** A detached interface stays in the metadata this long. */
  lingerMs: number;
  lingerAfterForceMs: number;
}

/** Of one instance; what is left out follows the common settings. */
export interface InstanceSettings {
  /** False: the guest is hung or crashed and never lets go of an interface. */
  guestAcknowledges: boolean;
  latency: Partial<Latency>;
  imds: Partial<ImdsSettings>;
}

export const healthyInstance: InstanceSettings = { guestAcknowledges: true, latency: {}, imds: {} };

/** Quick, so that tests of the API need not wait. */
export const defaultSettings: Settings = {
  latency: {
    attachMs: 20,
    linkMs: 10,
    detachMs: 20,
    forceDetachMs: 20,
    stopMs: 50,
    forceStopMs: 20,
    startMs: 50,
    rebootMs: 50,
    terminateMs: 50,
  },
  linkLingerMs: 0,
  forceBlocksSlot: false,
  transitionalEniStatus: false,
  hideHolder: false,
  stale: { mode: 'off', lagMs: 0, probability: 0.5 },
  throttle: null,
  credentials: { lifetimeMs: 6 * 3600_000, rotateBeforeExpiryMs: 300_000 },
  clockSkewMs: 0,
  otherRegions: 'empty',
  imds: {
    v1Allowed: false,
    hopLimit: 2,
    newInterfaceLagMs: 0,
    deviceNumberLagMs: 0,
    lingerMs: 0,
    lingerAfterForceMs: 0,
  },
};

/** What healthy instances of EC2 take, roughly. */
export const ec2LikeLatency: Latency = {
  attachMs: 1500,
  linkMs: 500,
  detachMs: 2500,
  forceDetachMs: 1500,
  stopMs: 40_000,
  forceStopMs: 45_000,
  startMs: 15_000,
  rebootMs: 20_000,
  terminateMs: 40_000,
};

/** The order of magnitude of EC2's documented request buckets of one account and region. */
export const ec2LikeThrottle: ThrottleSettings = {
  describe: { capacity: 100, refillPerSecond: 20 },
  'describe-all': { capacity: 50, refillPerSecond: 10 },
  mutate: { capacity: 50, refillPerSecond: 5 },
  power: { capacity: 50, refillPerSecond: 5 },
};
