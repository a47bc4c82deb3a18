import { AgentLab, type AgentLabOptions, type Environment } from '../../lab/agent-lab.ts';
import type { ProgramRun } from '../../lab/run-program.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { expectSilentSuccess } from './expect-answer.ts';
import { eniLink, snapshotOf } from './node-state.ts';

const twentySeconds = { OCF_RESKEY_CRM_meta_timeout: '20000' };
/** How Pacemaker calls a monitor that recurs, the same at level 10, and a probe. */
export const recurring: Environment = { ...twentySeconds, OCF_RESKEY_CRM_meta_interval: '10000' };
export const deep: Environment = { ...recurring, OCF_CHECK_LEVEL: '10' };
export const probe: Environment = { ...twentySeconds, OCF_RESKEY_CRM_meta_interval: '0' };

/** A lab in which node A serves clients with the ENI. */
export class Serving implements AsyncDisposable {
  readonly lab: AgentLab;
  /** Name of the ENI's link on node A. */
  readonly link: string;
  /** Node A's network configuration as start left it. */
  readonly asConfigured: string;

  private constructor(lab: AgentLab, link: string, asConfigured: string) {
    this.lab = lab;
    this.link = link;
    this.asConfigured = asConfigured;
  }

  static async begin(options: Partial<AgentLabOptions> = {}): Promise<Serving> {
    const lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }), ...options });
    try {
      expectSilentSuccess(await lab.agent(cast.nodeA, 'start'));
      const link = (await eniLink(lab, cast.nodeA))?.name ?? '';
      return new Serving(lab, link, await snapshotOf(lab, cast.nodeA));
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  monitor(env: Environment, instanceId: string = cast.nodeA): Promise<ProgramRun> {
    return this.lab.agent(instanceId, 'monitor', env);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lab[Symbol.asyncDispose]();
  }
}
