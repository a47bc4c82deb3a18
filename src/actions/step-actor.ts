import type { ChangingStep } from '../domain/next-turn.ts';
import type { ActionContext } from './action-context.ts';
import type { EniWatch } from './eni-watch.ts';
import { deadlineOrGrace, within } from './within.ts';

/**
 * Carries out the steps that change EC2 or the host. Each call to EC2 is sent once: an answer that never comes is
 * settled by the next observation, not by sending again.
 */
export function stepActor(
  { parameters, ports, deadlineMs }: ActionContext,
  watch: EniWatch,
): (step: ChangingStep, me: string | undefined) => Promise<void> {
  const { eniId, routeTable } = parameters;
  const { enis, host, clock, configured, facts, links, log } = ports;
  const byDeadline = <T>(what: string, work: Promise<T>) => within(clock, deadlineMs, what, work);
  return async (step, me) => {
    switch (step.do) {
      case 'attach': {
        if (me === undefined) throw new Error('attach without an instance id');
        const { deviceIndex, networkCardIndex } = step;
        await byDeadline('EC2', enis.attach({ eniId, instanceId: me, deviceIndex, networkCardIndex }));
        log.event(`${eniId} is being attached to ${me} at device index ${deviceIndex}`);
        return;
      }
      case 'detach':
        await byDeadline('EC2', enis.detach({ eniId, attachmentId: step.attachmentId, force: step.force }));
        log.event(`${eniId} is being detached (${step.attachmentId})${step.force ? ' with force' : ''}`);
        return;
      case 'set-source-dest-check':
        await byDeadline('EC2', enis.setSourceDestCheck(eniId, step.enabled));
        log.event(`source/dest check of ${eniId} was ${step.enabled ? 'enabled' : 'disabled'}`);
        return;
      case 'configure': {
        const wish = await watch.wish();
        await byDeadline('the host network', host.configure(wish));
        const addresses = (await links.findByMac(wish.mac))?.addresses ?? [];
        // Where the kernel does no IPv6 on the link, level 0 must not miss it.
        await configured.write(eniId, [...wish.ipv4, ...addresses.filter((one) => wish.ipv6.includes(one))]);
        return;
      }
      case 'release': {
        const mac = (await facts.read(eniId))?.mac;
        const untilMs = deadlineOrGrace(clock, deadlineMs);
        await within(clock, untilMs, 'the host network', host.release({ eniId, mac, routeTable }));
        await configured.forget(eniId);
        return;
      }
    }
  };
}
