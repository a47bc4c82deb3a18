import type { HostRoute, HostRule } from '../../domain/host-state.ts';
import { escapeControls } from '../../ocf/quote-value.ts';
import type { Colour, Paint } from '../paint.ts';
import { clusterRows } from './cluster-rows.ts';
import { judge } from './judge.ts';
import { orNone, renderRows, unseen, type Row } from './rows.ts';
import type { EniSurvey, StatusSurvey, Verdict } from './status-report.ts';

const colours: Readonly<Record<Verdict['level'], Colour>> = {
  ok: 'green',
  moving: 'yellow',
  unknown: 'yellow',
  trouble: 'red',
};

/** The screen of `status`: a block for each ENI with its verdict last, and the cluster. Ends with a line end. */
export function renderScreen({ cluster, idea, enis, time }: StatusSurvey, paint: Paint): string {
  const parts = enis.map((eni) => {
    const { level, sentence } = judge(eni, idea);
    return `${renderRows(eniRows(eni, time, paint), paint)}\n${paint(colours[level], escapeControls(sentence))}\n`;
  });
  return [...parts, renderRows(clusterRows(cluster, idea, paint), paint)].join('\n');
}

function eniRows(survey: EniSurvey, now: Date, paint: Paint): Row[] {
  const { ec2, view, link, host, routes, instanceId } = survey;
  return [
    ['ENI', paint('bold', survey.eniId)],
    ...(ec2.kind === 'known' ? ec2Rows(survey, ec2.eni, now) : [['EC2', unseen(ec2.why, paint)] as const]),
    ['this node', instanceId.known ? instanceId.value : unseen(instanceId.why, paint)],
    ['link here', ...linkLines(view, link, paint)],
    ...(host.known
      ? [
          ['rules here', ...orNone(host.value.ownRules.map(spellRule))] as const,
          ['routes here', ...orNone(host.value.ownRoutes.map(spellRoute))] as const,
        ]
      : [['rules here', unseen(host.why, paint)] as const]),
    [
      'route tables',
      ...(routes.known
        ? orNone(
            routes.value.map(({ routeTableId, destination, state }) => {
              const shown = state === 'active' ? state : paint('red', state);
              return `${routeTableId}: ${destination} leads to the ENI, ${shown}`;
            }),
          )
        : [unseen(routes.why, paint)]),
    ],
  ];
}

type KnownEni = Extract<EniSurvey['ec2'], { kind: 'known' }>['eni'];

function ec2Rows({ holderState, place }: EniSurvey, eni: KnownEni, now: Date): Row[] {
  const { attachment } = eni;
  const state = holderState?.known === true ? ` (${holderState.value})` : '';
  const since = attachment?.attachedSince;
  const held =
    attachment === undefined
      ? ['nobody']
      : [
          `${attachment.instanceId ?? 'an instance that EC2 does not name'}${state}, device index ${attachment.deviceIndex}, ${attachment.status}`,
          ...(since === undefined
            ? []
            : [`since ${since.toISOString()} (${spellAge(now.getTime() - since.getTime())})`]),
        ];
  return [
    ['addresses', [...eni.ipv4, ...eni.ipv6].join(', ')],
    ['public IP', eni.publicIp ?? 'none'],
    [
      'place',
      `${eni.availabilityZone}, ${eni.subnetId}, ${eni.vpcId}${place.known ? `, asked ${place.value}` : ''}`,
    ],
    ['MAC address', eni.mac],
    ['source/dest check', eni.sourceDestCheck ? 'on: it forwards nothing for others' : 'off'],
    ['held by', ...held],
  ];
}

function linkLines(view: EniSurvey['view'], link: EniSurvey['link'], paint: Paint): string[] {
  if (view.kind === 'unknown') return [unseen(view.why, paint)];
  if (view.kind === 'absent' || link === undefined) return ['none'];
  const state = link.running ? 'up' : link.up ? 'up without carrier' : 'down';
  const addresses = link.addresses.length === 0 ? 'no address' : link.addresses.join(', ');
  return [
    `${link.name}: ${state}, MTU ${link.mtu}, ${addresses}`,
    ...view.lacks.map((lack) => paint('red', lack)),
  ];
}

function spellRule({ from, inbound, table, priority }: HostRule): string {
  const packets =
    inbound === undefined ? `packets from ${from ?? 'anywhere'}` : `packets that come in through ${inbound}`;
  return `${priority}: ${packets} take table ${table ?? 'none'}`;
}

function spellRoute({ destination, gateway, link, blackhole }: HostRoute): string {
  if (blackhole === true) return `${destination} is dropped where no other route fits`;
  return `${destination}${gateway === undefined ? '' : ` via ${gateway}`} dev ${link ?? 'none'}`;
}

function spellAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
