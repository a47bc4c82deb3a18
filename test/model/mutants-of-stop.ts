import type { Mutant } from './mutant.ts';

const stop = 'decide-stop.ts';

/** Bugs of stop. */
export const mutantsOfStop: readonly Mutant[] = [
  {
    bug: 'stop is done when EC2 cannot be asked, link or no link',
    file: stop,
    from: "case 'absent':\n      return releaseThen(noted, seen, {",
    to: "case 'present':\n    case 'absent':\n      return releaseThen(noted, seen, {",
    breaks: 'stop-0-is-true',
    within: 'unreachable',
  },
  {
    bug: 'stop gives up asking at the first error where there is no link',
    file: stop,
    from: 'if (!givenUp && !seen.timeIsUp)',
    to: "if (!givenUp && !seen.timeIsUp && seen.link.kind !== 'absent')",
    breaks: 'stop-0-is-true',
    within: 'unreachable',
  },
  {
    bug: 'stop takes "no such ENI" for an answer although its link is here',
    file: stop,
    from: "if (seen.link.kind === 'absent') return releaseThen(noted, seen, { do: 'done' });",
    to: "return releaseThen(noted, seen, { do: 'done' });",
    breaks: 'stop-0-is-true',
    within: 'denied',
  },
  {
    bug: 'stop believes EC2 alone',
    file: stop,
    from: "if (seen.link.kind === 'absent') return decideGone(",
    to: 'return decideGone(',
    breaks: 'stop-0-is-true',
    within: 'lingering',
  },
  {
    bug: 'stop says that a link which stays was taken out of service, and leaves it as it is',
    file: stop,
    from: 'if (memory.released) return { step: done, memory };',
    to: "if (memory.released || seen.link.kind === 'present') return { step: done, memory };",
    breaks: 'stop-0-is-true',
    within: 'lingering',
  },
  {
    bug: 'the same, as a client of the ENI would see it',
    file: stop,
    from: 'if (memory.released) return { step: done, memory };',
    to: "if (memory.released || seen.link.kind === 'present') return { step: done, memory };",
    breaks: 'one-at-a-time',
    within: 'lingering',
  },
  {
    bug: 'stop believes one early "not here"',
    file: stop,
    from: 'if (!believed && !seen.timeIsUp)',
    to: 'if (!believed && seen.timeIsUp)',
    breaks: 'stop-0-is-true',
    within: 'killed',
  },
  {
    bug: 'stop takes a detach that was refused for one that was accepted',
    file: stop,
    from: " && memory.failure?.step !== 'detach'",
    to: '',
    breaks: 'stop-0-is-true',
    within: 'killed',
  },
  {
    bug: 'stop takes detaching for detached',
    file: stop,
    from: "intent.me, seen.link) === 'here'",
    to: "intent.me, seen.link) === 'here' && seen.ec2.eni.attachment?.status !== 'detaching'",
    breaks: 'stop-0-is-true',
    within: 'mute',
  },
  {
    bug: 'a node that does not know itself stops without a warning',
    file: stop,
    from: 'const nameless = intent.me === undefined &&',
    to: 'const nameless = intent.me === null &&',
    breaks: 'stop-0-is-true',
    within: 'nameless',
  },
];
