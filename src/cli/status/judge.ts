import type { ClusterIdea } from '../../domain/cluster.ts';
import { describeEniPlace, whereabouts } from '../../domain/observation.ts';
import { compareWithCluster, type Comparison } from './compare-cluster.ts';
import type { EniSurvey, Verdict } from './status-report.ts';

/** One sentence on how the ENI is, seen from this node, and on whether Pacemaker thinks the same of it as EC2. */
export function judge(survey: EniSurvey, idea: ClusterIdea | undefined): Verdict {
  const verdict = judgeEni(survey);
  if (idea === undefined) return verdict;
  const compared = compareWithCluster(survey, idea);
  const level = verdict.level === 'ok' && isTrouble(compared) ? 'trouble' : verdict.level;
  const failed = idea.status.failures.length;
  const notes = [
    ...(compared === undefined ? [] : [spellComparison(compared, verdict.level)]),
    ...(compared?.restraint === undefined ? [] : [`; ${compared.restraint}`]),
    ...(level === 'ok' && failed > 0
      ? [`; but the cluster remembers ${failed === 1 ? 'a failed action' : `${failed} failed actions`}`]
      : []),
  ];
  return { level, sentence: `${verdict.sentence.slice(0, -1)}${notes.join('')}.` };
}

function isTrouble(compared: Comparison | undefined): boolean {
  return compared?.agreement === 'contradicts' || compared?.blocked === true;
}

function spellComparison({ agreement, says }: Comparison, level: Verdict['level']): string {
  if (agreement === 'contradicts') return `; but ${says}`;
  return agreement === 'agrees' && level === 'ok' ? ', as Pacemaker says' : `; ${says}`;
}

function judgeEni(survey: EniSurvey): Verdict {
  const { eniId, ec2, view } = survey;
  switch (ec2.kind) {
    case 'absent':
      return trouble(`${ec2.why.replace(/\.$/, '')}: look at the id, the region and the account.`);
    case 'unknown':
      return {
        level: 'unknown',
        sentence: `${eniId}: EC2 could not be asked (${ec2.why}); ${kernelSays(survey)}.`,
      };
    case 'known':
      break;
  }
  const me = survey.instanceId.known ? survey.instanceId.value : undefined;
  const place = whereabouts(ec2.eni, me, view);
  switch (place) {
    case 'here':
      return judgeHere(survey);
    case 'elsewhere':
      return judgeElsewhere(survey);
    case 'in-transit':
      return { level: 'moving', sentence: `${describeEniPlace(ec2.eni)}: it is on its way.` };
    case 'free':
      return view.kind === 'present'
        ? trouble(
            `EC2 says that ${describeEniPlace(ec2.eni)}, but the kernel here still has its link ${view.name}.`,
          )
        : trouble(`${eniId} is attached to no instance: nobody answers at its addresses.`);
  }
}

function judgeHere(survey: EniSurvey): Verdict {
  const { eniId, ec2, view } = survey;
  const status = ec2.kind === 'known' ? ec2.eni.attachment?.status : undefined;
  if (status !== 'attached')
    return { level: 'moving', sentence: `${eniId} is ${status ?? 'changing'} here.` };
  switch (view.kind) {
    case 'absent':
      return trouble(
        `EC2 says that ${eniId} is attached here, but the kernel has no link with its MAC address.`,
      );
    case 'unknown':
      return {
        level: 'unknown',
        sentence: `${eniId} is attached here; whether it is usable could not be seen (${view.why}).`,
      };
    case 'present':
      return view.lacks.length > 0
        ? trouble(`${eniId} is attached here, but not usable: ${view.lacks.join('; ')}.`)
        : { level: 'ok', sentence: `${eniId} is attached to this node and usable.` };
  }
}

function judgeElsewhere({ eniId, ec2, view, instanceId, holderState }: EniSurvey): Verdict {
  const attachment = ec2.kind === 'known' ? ec2.eni.attachment : undefined;
  const holder = attachment?.instanceId ?? 'an instance that EC2 does not name';
  if (view.kind === 'present' && instanceId.known) {
    return trouble(
      `EC2 says that ${eniId} is attached to ${holder}, but the kernel here has its link ${view.name}.`,
    );
  }
  if (attachment?.status !== 'attached') {
    return { level: 'moving', sentence: `${eniId} is ${attachment?.status ?? 'changing'} at ${holder}.` };
  }
  if (holderState?.known === true && holderState.value !== 'running') {
    return trouble(
      `${eniId} is held by ${holder}, which is ${holderState.value}: nobody answers at its addresses.`,
    );
  }
  const notSeen = holderState?.known === true ? '' : ' (whether that instance runs could not be asked)';
  const notHere = instanceId.known ? ', not to this node' : '';
  return { level: 'ok', sentence: `${eniId} is attached to ${holder}${notHere}${notSeen}.` };
}

function kernelSays({ view }: EniSurvey): string {
  switch (view.kind) {
    case 'present':
      return view.lacks.length === 0
        ? `the kernel here has its link ${view.name} up`
        : `the kernel here has its link ${view.name}, but ${view.lacks.join('; ')}`;
    case 'absent':
      return 'the kernel here has no such link';
    case 'unknown':
      return `the kernel does not tell either (${view.why})`;
  }
}

function trouble(sentence: string): Verdict {
  return { level: 'trouble', sentence };
}
