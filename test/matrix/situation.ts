import type { ExitAction } from '../../src/ocf/exit-codes.ts';
import type { Environment } from '../lab/agent-lab.ts';

/** Who has the ENI. `here`: the node on which the action is called. */
export type Holder = 'nobody' | 'here' | 'peer';

/** An action of the agent, and the world in which it is called. */
export interface Situation {
  readonly name: string;
  /** The word that the agent is called with. */
  readonly action: 'start' | 'stop' | 'monitor' | 'validate-all' | 'reload-agent';
  readonly exitAction: ExitAction;
  readonly env: Environment;
  readonly holder: Holder;
  /** The node has never had to do with the ENI: nothing of it is cached. */
  readonly firstTime: boolean;
  /** The peer's guest never lets go by itself. */
  readonly peerHangs?: true;
  /** A move, which goes on trying; the others read and answer. */
  readonly moves: boolean;
}

const quick: Environment = { OCF_RESKEY_api_timeout: '800ms' };
const recurring: Environment = { ...quick, OCF_RESKEY_CRM_meta_interval: '10000' };
const probe: Environment = { ...recurring, OCF_RESKEY_CRM_meta_interval: '0' };

function start(name: string, holder: Holder, extra: Partial<Situation> = {}): Situation {
  const firstTime = holder !== 'here';
  return { name, action: 'start', exitAction: 'start', env: quick, holder, firstTime, moves: true, ...extra };
}

function stop(name: string, holder: Holder): Situation {
  const firstTime = holder !== 'here';
  return { name, action: 'stop', exitAction: 'stop', env: quick, holder, firstTime, moves: true };
}

function monitor(name: string, holder: Holder, env: Environment): Situation {
  const exitAction = env === probe ? 'probe' : 'monitor';
  return { name, action: 'monitor', exitAction, env, holder, firstTime: holder !== 'here', moves: false };
}

/** Every action, in every situation in which it asks for something else. */
export const situations: readonly Situation[] = [
  start('start', 'nobody'),
  start('start, source/dest check', 'nobody', {
    env: { ...quick, OCF_RESKEY_source_dest_check: 'enabled' },
  }),
  start('start that steals', 'peer'),
  start('start that forces', 'peer', {
    peerHangs: true,
    env: { ...quick, OCF_RESKEY_force_after: '300ms' },
  }),
  start('start, here already', 'here'),
  stop('stop', 'here'),
  stop('stop, not here', 'peer'),
  monitor('monitor 0', 'here', recurring),
  monitor('monitor 10', 'here', { ...recurring, OCF_CHECK_LEVEL: '10' }),
  monitor('monitor 10, not here', 'peer', { ...recurring, OCF_CHECK_LEVEL: '10' }),
  monitor('probe, here', 'here', probe),
  monitor('probe, not here', 'peer', probe),
  {
    name: 'validate-all 10',
    action: 'validate-all',
    exitAction: 'validate-all',
    env: { ...quick, OCF_CHECK_LEVEL: '10' },
    holder: 'nobody',
    firstTime: true,
    moves: false,
  },
  {
    name: 'reload-agent',
    action: 'reload-agent',
    exitAction: 'reload-agent',
    env: { ...quick, OCF_RESKEY_source_dest_check: 'enabled' },
    holder: 'here',
    firstTime: false,
    moves: false,
  },
];
