import { describe, expect, it } from 'vitest';
import { isPrimary } from '../../../src/domain/eni.ts';
import { describeEniPlace, whereabouts } from '../../../src/domain/observation.ts';
import { anAttachment, anEni, eniId, me, peer, peersAttachment } from '../../fakes/samples.ts';
import { link, noLink } from './observations.ts';

describe('where an ENI is', () => {
  const ours = anEni({ attachment: anAttachment() });
  const theirs = anEni({ attachment: peersAttachment() });
  const unnamed = anEni({ attachment: anAttachment({ instanceId: undefined }) });

  it.each([
    ['available', anEni(), me, noLink, 'free'],
    ['detached', anEni({ attachment: anAttachment({ status: 'detached' }) }), me, noLink, 'free'],
    ['in use by nobody it names', anEni({ status: 'in-use' }), me, noLink, 'in-transit'],
    ['attaching to nobody it names', anEni({ status: 'attaching' }), me, noLink, 'in-transit'],
    ['detaching from nobody it names', anEni({ status: 'detaching' }), me, noLink, 'in-transit'],
    ['attached to this instance', ours, me, noLink, 'here'],
    ['attached to another instance', theirs, me, link(), 'elsewhere'],
    ['holder not named, link here', unnamed, me, link(), 'here'],
    ['holder not named, no link', unnamed, me, noLink, 'elsewhere'],
    ['own id not known, link here', ours, undefined, link(), 'here'],
    ['own id not known, no link', ours, undefined, noLink, 'elsewhere'],
  ] as const)('%s', (_name, eni, id, view, expected) => {
    expect(whereabouts(eni, id, view)).toBe(expected);
  });

  it.each([
    [anEni(), `${eniId} is available`],
    [anEni({ attachment: peersAttachment() }), `${eniId} is attached to ${peer}`],
    [anEni({ attachment: peersAttachment({ status: 'detaching' }) }), `${eniId} is detaching from ${peer}`],
    [
      anEni({ attachment: anAttachment({ instanceId: undefined }) }),
      `${eniId} is attached to an instance that EC2 does not name`,
    ],
  ])('in words: %#', (eni, words) => {
    expect(describeEniPlace(eni)).toBe(words);
  });
});

describe('a primary interface', () => {
  it.each([
    ['index 0 of card 0', anAttachment({ deviceIndex: 0 }), true],
    ['index 0 of another card', anAttachment({ deviceIndex: 0, networkCardIndex: 1 }), false],
    ['index 1', anAttachment(), false],
    ['no attachment', undefined, false],
  ])('%s', (_name, attachment, expected) => {
    expect(isPrimary(attachment)).toBe(expected);
  });
});
