import type { Reading } from '../reading.ts';
import { judge } from './judge.ts';
import type { EniSurvey, StatusSurvey } from './status-report.ts';

/** The schema of `status --json`; docs/commands.md describes it. A new meaning of a field needs a new number. */
export const statusFormat = 1;

/** The document of `status --json`. What is not known is null, beside a reason in `why`. */
export function statusToJson(survey: StatusSurvey): Record<string, unknown> {
  const { version, time, enis, idea } = survey;
  return {
    format: statusFormat,
    version,
    time: time.toISOString(),
    cluster: clusterToJson(survey),
    enis: enis.map((eni) => ({ ...eniToJson(eni), verdict: judge(eni, idea) })),
  };
}

function clusterToJson({ cluster, idea }: StatusSurvey): Record<string, unknown> {
  const localNode = idea?.localNode ?? null;
  if (!cluster.known) return { state: 'unknown', why: cluster.why, localNode, view: null };
  const state = cluster.value === undefined ? 'none' : 'known';
  return { state, why: null, localNode, view: cluster.value ?? null };
}

function eniToJson(survey: EniSurvey): Record<string, unknown> {
  const { eniId, resource, ec2, instanceId, link, view, host, routes, place } = survey;
  return {
    eniId,
    resource: resource ?? null,
    ec2: {
      state: ec2.kind,
      why: ec2.kind === 'known' ? null : ec2.why,
      place: place.known ? place.value : null,
      eni: ec2.kind === 'known' ? describedEni(survey, ec2.eni) : null,
    },
    node: { instanceId: instanceId.known ? instanceId.value : null, why: whyOf(instanceId) },
    link: {
      state: view.kind,
      why: view.kind === 'unknown' ? view.why : null,
      name: link?.name ?? null,
      up: link?.up ?? null,
      running: link?.running ?? null,
      mtu: link?.mtu ?? null,
      addresses: link?.addresses ?? [],
      lacks: view.kind === 'present' ? view.lacks : [],
    },
    network: {
      why: whyOf(host),
      rules: host.known ? host.value.ownRules : null,
      routes: host.known ? host.value.ownRoutes : null,
    },
    routeTables: { why: whyOf(routes), routes: routes.known ? routes.value : null },
  };
}

type DescribedEni = Extract<EniSurvey['ec2'], { kind: 'known' }>['eni'];

function describedEni({ holderState }: EniSurvey, eni: DescribedEni): Record<string, unknown> {
  const { attachment } = eni;
  return {
    ...eni,
    publicIp: eni.publicIp ?? null,
    attachment:
      attachment === undefined
        ? null
        : {
            ...attachment,
            instanceId: attachment.instanceId ?? null,
            attachedSince: attachment.attachedSince?.toISOString() ?? null,
            instanceState: holderState?.known === true ? holderState.value : null,
          },
  };
}

function whyOf(reading: Reading<unknown>): string | null {
  return reading.known ? null : reading.why;
}
