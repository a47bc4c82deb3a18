import { isPrimary, type Eni } from '../../domain/eni.ts';
import { rights, type Right } from '../../domain/ports.ts';
import { fail, pass, skip, when, whenBoth, type Check } from './check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { recoverFix, startFix } from './eni-fixes.ts';

function isHere(eni: Eni, { instanceId }: DoctorFacts): boolean {
  return instanceId.known && eni.attachment?.instanceId === instanceId.value;
}

function rightCheck(right: Right): Check {
  const optional = right === 'ModifyNetworkInterfaceAttribute';
  return {
    id: `right-${right}`,
    title: `IAM right ec2:${right}`,
    needed: !optional,
    look: (facts) => {
      if (optional && facts.parameters.sourceDestCheck === 'keep')
        return skip('not needed: source_dest_check=keep');
      return when(facts.rights[right], (answer) =>
        answer === 'granted'
          ? pass('granted (DryRun)')
          : fail(
              `denied to the credentials of this node`,
              `allow ec2:${right} to the role of the instance: eni-agent iam-policy --eni-id ${facts.parameters.eniId}`,
            ),
      );
    },
  };
}

/** What EC2 knows and allows. */
export const ec2Checks: readonly Check[] = [
  {
    id: 'ec2',
    title: 'EC2 answers and knows the ENI',
    needed: true,
    look: ({ eni }) =>
      eni.known
        ? pass(`${eni.value.eniId} in ${eni.value.availabilityZone}`)
        : fail(
            eni.why,
            "check eni_id, region, the role of the instance and the way to EC2 (a VPC endpoint, or the primary's own public address)",
          ),
  },
  {
    id: 'ec2-path',
    title: 'EC2 is reached without the ENI',
    needed: true,
    look: ({ linkToEc2, host }) =>
      whenBoth(linkToEc2, host, (link, state) =>
        state.link?.name === link
          ? fail(
              `packets to EC2 leave through ${link}, which is the ENI: who has to take it over cannot ask for it`,
              'give the primary interface a default route of a lower metric, or make a VPC endpoint for EC2',
            )
          : pass(`through ${link}`),
      ),
  },
  ...rights.map(rightCheck),
  {
    id: 'movable',
    title: 'the ENI can be moved',
    needed: true,
    look: ({ eni }) =>
      when(eni, ({ managed, attachment, eniId }) => {
        const another = 'make an ENI of your own: aws ec2 create-network-interface --subnet-id …';
        if (managed) return fail(`${eniId} belongs to an AWS service`, another);
        return isPrimary(attachment)
          ? fail(`${eniId} is the primary interface of an instance`, another)
          : pass('yes');
      }),
  },
  {
    id: 'zone',
    title: 'same Availability Zone',
    needed: true,
    look: ({ eni, self }) =>
      whenBoth(eni, self, (there, here) =>
        there.availabilityZone === here.availabilityZone
          ? pass(here.availabilityZone)
          : fail(
              `the ENI is in ${there.availabilityZone}, this node in ${here.availabilityZone}`,
              'an ENI cannot leave its zone: put all nodes into it, or make an ENI in theirs',
            ),
      ),
  },
  {
    id: 'slot',
    title: 'a free slot for the ENI',
    needed: true,
    look: (facts) =>
      whenBoth(facts.self, facts.maximumInterfaces, ({ interfaces, instanceType }, most) => {
        const taken = interfaces.filter(
          (slot) => slot.networkCardIndex === 0 && slot.eniId !== facts.parameters.eniId,
        );
        const { deviceIndex } = facts.parameters;
        const thief = taken.find((slot) => slot.deviceIndex === deviceIndex);
        if (thief !== undefined)
          return fail(
            `device index ${thief.deviceIndex} is taken by ${thief.eniId}`,
            'set device_index=auto, or another one',
          );
        const count = `${taken.length} of ${most} interfaces of ${instanceType} are taken by others`;
        return taken.length < most
          ? pass(count)
          : fail(count, 'detach an interface from this instance, or take a larger instance type');
      }),
  },
  {
    id: 'source-dest-check',
    title: "the ENI's source/dest check is off",
    needed: true,
    look: ({ eni, parameters }) =>
      when(eni, ({ sourceDestCheck, eniId }) => {
        if (parameters.sourceDestCheck === 'enabled') return skip('wanted: source_dest_check=enabled');
        if (!sourceDestCheck) return pass('off');
        if (parameters.sourceDestCheck === 'disabled') return pass('on now; the next start turns it off');
        return fail(
          'it is on: EC2 drops every packet that is forwarded',
          `set source_dest_check=disabled, or: aws ec2 modify-network-interface-attribute --network-interface-id ${eniId} --no-source-dest-check`,
        );
      }),
  },
  {
    id: 'primary-source-dest-check',
    title: "the other interfaces' source/dest check is off where they forward",
    needed: false,
    look: ({ interfaces, parameters }) => {
      if (parameters.egress === 'eni') return skip('egress=eni: only the ENI forwards');
      return when(interfaces, (all) => {
        const strict = all.filter(
          ({ eniId, sourceDestCheck }) => eniId !== parameters.eniId && sourceDestCheck,
        );
        return strict.length === 0
          ? pass('off')
          : fail(
              `it is on at ${strict.map(({ eniId }) => eniId).join(', ')}: replies to clients of other subnets are dropped there`,
              `aws ec2 modify-network-interface-attribute --network-interface-id ${strict[0]?.eniId ?? ''} --no-source-dest-check`,
            );
      });
    },
  },
  {
    id: 'delete-on-termination',
    title: 'the ENI outlives its instance',
    needed: true,
    look: ({ eni }) =>
      when(eni, ({ attachment, eniId }) => {
        if (attachment === undefined)
          return pass('not attached; an attachment that the agent makes keeps it');
        if (!attachment.deleteOnTermination) return pass('DeleteOnTermination is off');
        const change = `AttachmentId=${attachment.attachmentId},DeleteOnTermination=false`;
        return fail(
          'DeleteOnTermination is on: the ENI is deleted together with the instance that holds it',
          `aws ec2 modify-network-interface-attribute --network-interface-id ${eniId} --attachment ${change}`,
        );
      }),
  },
  {
    id: 'route-tables',
    title: 'route tables lead to the ENI',
    needed: false,
    look: (facts) =>
      whenBoth(facts.routes, facts.eni, (routes, eni) => {
        if (routes.length === 0)
          return fail(
            'no route table has a route to the ENI: it is no gateway for anybody',
            `aws ec2 replace-route --route-table-id rtb-… --destination-cidr-block 0.0.0.0/0 --network-interface-id ${eni.eniId} (create-route where the table has no such route)`,
          );
        const names = routes
          .map(({ routeTableId, destination }) => `${destination} in ${routeTableId}`)
          .join(', ');
        const dead = routes.some(({ state }) => state === 'blackhole');
        if (!dead) return pass(names);
        const why = eni.attachment === undefined ? 'the ENI is not attached' : 'its holder does not run';
        return fail(`${names}: a black hole, since ${why}`, startFix(facts));
      }),
  },
  {
    id: 'attached-and-usable',
    title: 'the ENI is usable where it is attached',
    needed: true,
    look: (facts) =>
      when(facts.eni, (eni) => {
        if (!isHere(eni, facts)) return skip('it is not attached to this node');
        return when(facts.lacks, (lacks) => {
          if (lacks === undefined)
            return fail(
              'EC2 says that it is attached here, but the kernel has no such link',
              recoverFix(facts),
            );
          return lacks.length === 0 ? pass('configured') : fail(lacks.join('; '), recoverFix(facts));
        });
      }),
  },
];
