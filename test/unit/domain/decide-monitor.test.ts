import { describe, expect, it } from 'vitest';
import { decideMonitor, type MonitorObservation } from '../../../src/domain/decide-monitor.ts';
import { exitCodeForOutcome } from '../../../src/ocf/exit-codes.ts';
import { anAttachment, me, peersAttachment } from '../../fakes/samples.ts';
import { absent, known, link, noLink, unknown, unknownLink } from './observations.ts';

type Ec2 = MonitorObservation['ec2'];

function look(change: Partial<MonitorObservation>): MonitorObservation {
  const ec2: Ec2 = { kind: 'not-asked' };
  const patient = { patienceOver: false, retriesOver: false };
  return { link: link(), ec2, me, sourceDestCheck: undefined, ...patient, ...change };
}

/** The exit codes of a recurring monitor and of a probe, or that it reads again. */
function answer(change: Partial<MonitorObservation>): readonly [monitor: number, probe: number] | 'again' {
  const verdict = decideMonitor(look(change));
  if (verdict.outcome === 'read-again') return 'again';
  return [exitCodeForOutcome('monitor', verdict.outcome), exitCodeForOutcome('probe', verdict.outcome)];
}

/** All that time can do: neither the seconds for stale reads are over nor the half of the action, or both. */
const over = { patienceOver: true, retriesOver: true };
const notAsked: Ec2 = { kind: 'not-asked' };
const here = known({ attachment: anAttachment() });
const elsewhere = known({ attachment: peersAttachment() });
const hereBut = (status: 'attaching' | 'detaching') => known({ attachment: anAttachment({ status }) });
const down = link('the link is down');

describe('the table of monitor', () => {
  it.each([
    ['link configured, EC2 not asked', link(), notAsked, [0, 0], [0, 0]],
    ['link configured, attached here', link(), here, [0, 0], [0, 0]],
    ['link configured, EC2 unreachable', link(), unknown('transient'), 'again', [190, 190]],
    ['link configured, EC2 throttles', link(), unknown('throttled'), 'again', [190, 190]],
    ['link configured, EC2 denies', link(), unknown('unauthorized'), 'again', [190, 190]],
    ['link configured, no credentials', link(), unknown('credentials'), 'again', [190, 190]],
    ['link not configured, EC2 not asked', down, notAsked, [1, 1], [1, 1]],
    ['link not configured, attached here', down, here, [1, 1], [1, 1]],
    ['link configured, held by another', link(), elsewhere, 'again', [1, 1]],
    ['link configured, free', link(), known(), 'again', [1, 1]],
    ['link configured, no such ENI', link(), absent, 'again', [190, 190]],
    ['link not configured, held by another', down, elsewhere, 'again', [1, 1]],
    ['link not configured, free', down, known(), 'again', [1, 1]],
    ['link not configured, no such ENI', down, absent, 'again', [1, 1]],
    ['link configured, detaching here', link(), hereBut('detaching'), 'again', [1, 1]],
    ['link configured, attaching here', link(), hereBut('attaching'), 'again', [0, 0]],
    ['no link, EC2 not asked', noLink, notAsked, [7, 7], [7, 7]],
    ['no link, held by another', noLink, elsewhere, [7, 7], [7, 7]],
    ['no link, free', noLink, known(), [7, 7], [7, 7]],
    [
      'no link, detached here',
      noLink,
      known({ attachment: anAttachment({ status: 'detached' }) }),
      [7, 7],
      [7, 7],
    ],
    ['no link, no such ENI', noLink, absent, [7, 7], [7, 7]],
    ['no link, attached here', noLink, here, 'again', [1, 1]],
    ['no link, attaching here', noLink, hereBut('attaching'), 'again', [7, 7]],
    ['no link, detaching here', noLink, hereBut('detaching'), [7, 7], [7, 7]],
    ['no link, EC2 unreachable: the kernel is proof', noLink, unknown('transient'), [7, 7], [7, 7]],
    ['no link, EC2 denies: the kernel is proof', noLink, unknown('unauthorized'), [7, 7], [7, 7]],
    ['MAC unknown, EC2 unreachable', unknownLink, unknown('transient'), 'again', [1, 5]],
    ['MAC unknown, no such ENI', unknownLink, absent, 'again', [1, 5]],
  ] as const)('%s', (_name, view, ec2, atFirst, atLast) => {
    expect(answer({ link: view, ec2 })).toEqual(atFirst);
    expect(answer({ link: view, ec2, ...over })).toEqual(atLast);
  });
});

describe('monitor', () => {
  it('believes a contradiction after some seconds, and not only when its time is half over', () => {
    expect(answer({ ec2: elsewhere, patienceOver: true })).toEqual([1, 1]);
  });

  it('goes on asking an EC2 that does not answer for the whole half of its time', () => {
    expect(answer({ ec2: unknown('transient'), patienceOver: true })).toBe('again');
  });

  it('takes the kernel for the answer while this node does not know who it is', () => {
    expect(answer({ ec2: here, me: undefined })).toEqual([0, 0]);
    expect(answer({ ec2: here, me: undefined, link: noLink })).toEqual([7, 7]);
  });

  it('takes the kernel for the answer where EC2 names no holder', () => {
    const ec2 = known({ attachment: anAttachment({ instanceId: undefined }) });
    expect(answer({ ec2 })).toEqual([0, 0]);
    expect(answer({ ec2, link: noLink })).toEqual([7, 7]);
  });

  it("leaves an instance's primary interface alone", () => {
    expect(answer({ ec2: known({ attachment: anAttachment({ deviceIndex: 0 }) }), link: down })).toEqual([
      7, 7,
    ]);
  });

  it.each([
    ['not wanted either way', undefined, true, [0, 0]],
    ['as wanted, disabled', false, false, [0, 0]],
    ['as wanted, enabled', true, true, [0, 0]],
    ['enabled where forwarding needs it disabled: nothing gets through', false, true, [1, 1]],
    ['disabled where it is wanted enabled: works, and is shown', true, false, [190, 190]],
  ] as const)('source/dest check %s', (_name, wanted, actual, expected) => {
    const ec2 = known({ attachment: anAttachment(), sourceDestCheck: actual });
    expect(answer({ ec2, sourceDestCheck: wanted })).toEqual(expected);
  });

  it.each([
    [
      'failed',
      { link: link('the link is down', 'a rule is missing') },
      'ens6: the link is down; a rule is missing',
    ],
    ['degraded', { ec2: unknown('throttled', 'slow down'), ...over }, /failover may not work: slow down/],
    ['failed', { ec2: elsewhere, ...over }, /attached to i-0bbbbbbbbbbbbbbb2, yet the kernel has ens6/],
    ['failed', { ec2: elsewhere, link: down, ...over }, /the link is down \(EC2: .*i-0bbbbbbbbbbbbbbb2\)/],
    ['degraded', { ec2: absent, ...over }, 'works here now as ens6, yet EC2 knows no such ENI'],
    [
      'failed',
      { ec2: known({ attachment: anAttachment(), sourceDestCheck: true }), sourceDestCheck: false },
      /source\/dest check is enabled, so EC2 drops every forwarded packet/,
    ],
    ['failed', { ec2: here, link: noLink, ...over }, /\(this node\), yet its link is not visible/],
    ['cannot-tell', { link: unknownLink, ec2: unknown('transient'), ...over }, /never learned here/],
  ] as const)('%s says why: %#', (outcome, seen, reason) => {
    expect(decideMonitor(look(seen))).toEqual({
      outcome,
      reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
    });
  });

  it('always comes to an answer when patience and retries are over', () => {
    const links = [link(), down, noLink, unknownLink];
    const ec2s = [notAsked, here, hereBut('attaching'), hereBut('detaching'), elsewhere, known(), absent];
    const answers = links.flatMap((view) =>
      [...ec2s, unknown('transient'), unknown('failed')].map((ec2) => answer({ link: view, ec2, ...over })),
    );
    expect(answers).not.toContain('again');
  });
});
