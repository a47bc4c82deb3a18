/** One request of the traffic client and what became of it. */
export interface TrafficSample {
  /** `udp`: one socket for all requests, a flow that lives on; `tcp`: a fresh connection for each. */
  readonly protocol: TrafficProtocol;
  /** Counts the requests of a protocol from 0. */
  readonly seq: number;
  /** When it was sent, in ms since the epoch. */
  readonly atMs: number;
  /** Answered in time. */
  readonly ok: boolean;
  /** The source address that the internet host saw, if it answered. */
  readonly addressSeen?: string;
  readonly roundTripMs?: number;
}

export type TrafficProtocol = 'udp' | 'tcp';
