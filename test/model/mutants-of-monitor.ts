import type { Mutant } from './mutant.ts';

const monitor = 'decide-monitor.ts';

/** Bugs of monitors and probes. */
export const mutantsOfMonitor: readonly Mutant[] = [
  {
    bug: 'monitor says "not running" when EC2 cannot be asked',
    file: monitor,
    from: "return { outcome: seen.retriesOver ? 'degraded' : 'read-again', reason };",
    to: "return { outcome: 'not-running' };",
    breaks: 'monitor-is-true',
    within: 'groping',
  },
  {
    bug: 'monitor believes EC2 against a link that serves',
    file: monitor,
    from: "return { outcome: seen.patienceOver ? 'failed' : 'read-again', reason };\n      }\n      const settled",
    to: "return { outcome: 'not-running' };\n      }\n      const settled",
    breaks: 'monitor-is-true',
    within: 'watched',
  },
  {
    bug: 'monitor does not mind what the link lacks',
    file: monitor,
    from: 'seen.link.lacks.length === 0',
    to: 'seen.link.lacks.length >= 0',
    breaks: 'monitor-is-true',
    within: 'watched',
  },
  {
    bug: 'a probe that cannot tell says "not running"',
    file: monitor,
    from: "outcome: seen.retriesOver ? 'cannot-tell' : 'read-again', reason };\n    }\n  }",
    to: "outcome: seen.retriesOver ? 'not-running' : 'read-again', reason };\n    }\n  }",
    breaks: 'monitor-is-true',
    within: 'groping',
  },
  {
    bug: 'a probe that cannot tell says "failed"',
    file: monitor,
    from: "outcome: seen.retriesOver ? 'cannot-tell' : 'read-again', reason };\n    }\n  }",
    to: "outcome: seen.retriesOver ? 'failed' : 'read-again', reason };\n    }\n  }",
    breaks: 'probe-is-harmless',
    within: 'groping',
  },
  {
    bug: 'a probe without link fails when EC2 cannot be asked',
    file: monitor,
    from: "if (ec2.kind !== 'known' ||",
    to: "if (ec2.kind === 'unknown') return { outcome: 'failed', reason: '' };\n  if (ec2.kind !== 'known' ||",
    breaks: 'probe-is-harmless',
    within: 'groping',
  },
  {
    bug: 'a probe believes one stale "attached here"',
    file: monitor,
    from: "case 'attached':\n      return { outcome: seen.patienceOver ? 'failed' : 'read-again', reason };",
    to: "case 'attached':\n      return { outcome: 'failed', reason };",
    breaks: 'probe-is-harmless',
    within: 'probing',
  },
];
