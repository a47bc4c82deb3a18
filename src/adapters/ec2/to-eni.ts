import type { Attachment, AttachmentStatus, Eni, EniStatus } from '../../domain/eni.ts';
import { AgentError } from '../../domain/errors.ts';
import { childOf, type XmlElement } from '../xml/read-xml.ts';
import { canonical, integer, need, oneOf, toMac } from './answer-fields.ts';

const eniStatuses: readonly EniStatus[] = ['available', 'associated', 'attaching', 'in-use', 'detaching'];
const attachmentStatuses: readonly AttachmentStatus[] = ['attaching', 'attached', 'detaching', 'detached'];

/** One `item` of a networkInterfaceSet in our terms. An answer with parts missing is no answer: it throws, kind `transient`. */
export function toEni(from: XmlElement): Eni {
  const primary = canonical(needText(from, 'privateIpAddress'));
  const others = itemsOf(from, 'privateIpAddressesSet')
    .map((item) => canonical(needText(item, 'privateIpAddress')))
    .filter((address) => address !== primary);
  const attachment = childOf(from, 'attachment');
  return {
    eniId: needText(from, 'networkInterfaceId'),
    mac: toMac(needText(from, 'macAddress')),
    subnetId: needText(from, 'subnetId'),
    vpcId: needText(from, 'vpcId'),
    availabilityZone: needText(from, 'availabilityZone'),
    status: oneOf(eniStatuses, textOf(from, 'status'), 'status'),
    managed:
      flagOf(from, 'requesterManaged') === true || flagOf(childOf(from, 'operator'), 'managed') === true,
    sourceDestCheck: need(flagOf(from, 'sourceDestCheck'), 'sourceDestCheck'),
    ipv4: [primary, ...others],
    ipv6: itemsOf(from, 'ipv6AddressesSet').map((item) => canonical(needText(item, 'ipv6Address'))),
    publicIp: textOf(childOf(from, 'association'), 'publicIp'),
    attachment: attachment === undefined ? undefined : toAttachment(attachment),
  };
}

function toAttachment(from: XmlElement): Attachment {
  return {
    attachmentId: needText(from, 'attachmentId'),
    instanceId: textOf(from, 'instanceId'),
    deviceIndex: numberOf(from, 'deviceIndex') ?? -1,
    networkCardIndex: numberOf(from, 'networkCardIndex') ?? 0,
    status: oneOf(attachmentStatuses, textOf(from, 'status'), 'attachment status'),
    deleteOnTermination: flagOf(from, 'deleteOnTermination') === true,
    attachedSince: timeOf(from, 'attachTime'),
  };
}

/** The items of a list; EC2 writes an empty one, or none. */
export function itemsOf(from: XmlElement, list: string): readonly XmlElement[] {
  return childOf(from, list)?.children.filter(({ name }) => name === 'item') ?? [];
}

function textOf(from: XmlElement | undefined, name: string): string | undefined {
  return childOf(from, name)?.text;
}

function needText(from: XmlElement, name: string): string {
  return need(textOf(from, name), name);
}

function flagOf(from: XmlElement | undefined, name: string): boolean | undefined {
  const text = textOf(from, name);
  if (text === undefined) return undefined;
  return oneOf(['true', 'false'], text, name) === 'true';
}

function numberOf(from: XmlElement, name: string): number | undefined {
  const text = textOf(from, name);
  if (text === undefined) return undefined;
  return integer(/^\d+$/.test(text) ? Number(text) : NaN, name);
}

function timeOf(from: XmlElement, name: string): Date | undefined {
  const text = textOf(from, name);
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new AgentError('transient', `EC2's answer has no time as ${name}: ${text}`);
}
