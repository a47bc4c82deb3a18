import type { RouteToEni } from '../../domain/admin-ports.ts';
import type { ClusterIdea, ClusterStatus } from '../../domain/cluster.ts';
import type { Eni, InstanceState } from '../../domain/eni.ts';
import type { HostState } from '../../domain/host-state.ts';
import type { LinkView } from '../../domain/observation.ts';
import type { Link } from '../../domain/ports.ts';
import type { Reading } from '../reading.ts';

/** Everything that `status` looked at for one ENI; the screen, the JSON and the verdict are made from it. */
export interface EniSurvey {
  readonly eniId: string;
  /** The cluster's resource for it, if any. */
  readonly resource: string | undefined;
  /** EC2's answer; `absent` is its word that there is no such ENI. */
  readonly ec2:
    | { readonly kind: 'known'; readonly eni: Eni }
    | { readonly kind: 'absent'; readonly why: string }
    | { readonly kind: 'unknown'; readonly why: string };
  readonly place: Reading<string>;
  readonly instanceId: Reading<string>;
  /** State of the instance that holds the ENI; undefined when nobody does. */
  readonly holderState: Reading<InstanceState> | undefined;
  /** The link, and what it lacks to be usable. */
  readonly view: LinkView;
  readonly link: Link | undefined;
  /** The agent's rules and routes for this ENI on this node. */
  readonly host: Reading<Pick<HostState, 'ownRules' | 'ownRoutes'>>;
  readonly routes: Reading<readonly RouteToEni[]>;
}

/** What `status` looked at. `cluster`: undefined where there is no Pacemaker. */
export interface StatusSurvey {
  readonly version: string;
  readonly time: Date;
  readonly cluster: Reading<ClusterStatus | undefined>;
  readonly idea: ClusterIdea | undefined;
  readonly enis: readonly EniSurvey[];
}

/** `trouble`: the ENI does not serve, or the witnesses contradict each other; `unknown`: nobody could tell. */
export interface Verdict {
  readonly level: 'ok' | 'moving' | 'unknown' | 'trouble';
  readonly sentence: string;
}
