import { factsOf, wishFor } from '../../actions/eni-wish.ts';
import { lacksOfLink, observeStranger } from '../../actions/observe-link.ts';
import type { Eni, EniFacts } from '../../domain/eni.ts';
import { asAgentError, isAgentError } from '../../domain/errors.ts';
import { routeTableOf } from '../../domain/network-marks.ts';
import type { LinkView } from '../../domain/observation.ts';
import type { Link } from '../../domain/ports.ts';
import type { OcfParameters } from '../../ocf/parameters.ts';
import type { FoundEni } from '../find-enis.ts';
import { mapReading, tryReading, unknown } from '../reading.ts';
import type { Survey } from '../survey.ts';
import type { EniSurvey } from './status-report.ts';

/** The longest that one source may take; they are asked side by side. */
const sourceMs = 8_000;

/** Looks at one ENI from this node: EC2, the kernel, the host's network. Changes nothing and never throws. */
export async function surveyEni(
  { ports, vpc, host }: Survey,
  { parameters, resource }: FoundEni,
): Promise<EniSurvey> {
  const { eniId } = parameters;
  const attempt = <T>(what: string, read: () => Promise<T>) => tryReading(ports.clock, sourceMs, what, read);
  const [ec2, instanceId, routes, facts, place] = await Promise.all([
    describe({ ports, vpc, host }, eniId),
    attempt('the sources of the instance id', () => ports.identity.instanceId()),
    attempt('EC2', () => vpc.routesTo(eniId)),
    ports.facts.read(eniId),
    attempt('the region', () => vpc.place()),
  ]);
  const eni = ec2.kind === 'known' ? ec2.eni : undefined;
  const mac = eni?.mac ?? facts?.mac;
  const holder = eni?.attachment?.instanceId;
  const link = await attempt('the kernel', () =>
    mac === undefined ? Promise.resolve(undefined) : ports.links.findByMac(mac),
  );
  const here = link.known ? link.value : undefined;
  const [view, holderState, state] = await Promise.all([
    mac === undefined
      ? attempt('IMDS', () => observeStranger(ports.links, () => ports.identity.eniIdsByMac(), eniId))
      : attempt('the host network', () =>
          viewLink({ ports, vpc, host }, parameters, { link: here, eni, facts }),
        ),
    holder === undefined
      ? undefined
      : attempt('EC2', () => ports.surroundings.describeInstance(holder).then((instance) => instance.state)),
    attempt('the host network', () => host.hostState(eniId, mac)),
  ]);
  const table = routeTableOf(eniId, parameters.routeTable);
  return {
    eniId,
    resource,
    ec2,
    place,
    instanceId,
    holderState,
    view: viewOf(link.known ? view : link),
    link: here,
    host: mapReading(state, ({ ownRules, ownRoutes }) => ({
      ownRules: ownRules.filter((rule) => rule.table === table),
      ownRoutes: ownRoutes.filter((route) => route.table === table),
    })),
    routes,
  };
}

function viewOf(
  view: Awaited<ReturnType<typeof tryReading<LinkView>>> | ReturnType<typeof unknown>,
): LinkView {
  return view.known ? view.value : { kind: 'unknown', why: view.why };
}

async function describe({ ports }: Survey, eniId: string): Promise<EniSurvey['ec2']> {
  const answer = await tryReading(ports.clock, sourceMs, 'EC2', () =>
    ports.enis.describeEni(eniId).then(
      (eni) => ({ kind: 'known', eni }) as const,
      (error: unknown) => {
        if (isAgentError(error) && error.kind === 'eni-not-found') {
          return { kind: 'absent', why: asAgentError(error).message } as const;
        }
        throw error;
      },
    ),
  );
  return answer.known ? answer.value : { kind: 'unknown', why: answer.why };
}

interface Known {
  readonly link: Link | undefined;
  readonly eni: Eni | undefined;
  readonly facts: EniFacts | undefined;
}

/** With the same eyes as monitor at level 10, as far as EC2 tells what there must be. */
async function viewLink({ ports }: Survey, parameters: OcfParameters, known: Known): Promise<LinkView> {
  const { link, eni } = known;
  if (link === undefined) return { kind: 'absent' };
  const present = { kind: 'present', name: link.name } as const;
  const { interfaceConfig } = parameters;
  if (interfaceConfig === 'none') return { ...present, lacks: [] };
  const bare = lacksOfLink(link, eni?.ipv4 ?? []);
  if (bare.length > 0 || eni === undefined) return { ...present, lacks: bare };
  const facts = factsOf(eni, known.facts);
  const subnet = facts.ipv4Cidr === undefined ? await ports.surroundings.describeSubnet(eni.subnetId) : facts;
  const wish = wishFor(eni, { ...facts, ipv4Cidr: subnet.ipv4Cidr, ipv6Cidrs: subnet.ipv6Cidrs }, parameters);
  return { ...present, lacks: wish === undefined ? [] : await ports.host.inspect(wish) };
}
