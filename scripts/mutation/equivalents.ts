/** A mutant that cannot be told from the original by any test, and why. */
export interface Equivalent {
  /** How the path of its file ends. */
  readonly file: string;
  /** Part of the line in which it begins. */
  readonly source: string;
  /** undefined: whatever that part is replaced by. */
  readonly replacement?: string;
  readonly why: string;
}

const neverAbsent =
  'split, a match with that group or a table of pairs always gives the value; the types do not know';
const undefinedFails =
  'undefined fails what follows as well: NaN compares to nothing, no list holds it, no text matches it';

export const equivalents: readonly Equivalent[] = [
  { file: 'cidr.ts', source: "const [address = ''", why: neverAbsent },
  { file: 'cidr.ts', source: 'const [head = []', replacement: '["Stryker was here"]', why: neverAbsent },
  { file: 'cluster.ts', source: "([, node = ''", why: neverAbsent },
  { file: 'cluster.ts', source: "?? '').matchAll", why: 'no text without a separator has a pair in it' },
  { file: 'usage.ts', source: 'left?.', why: neverAbsent },
  { file: 'value-types.ts', source: "words.at(-1) ?? ''", why: neverAbsent },
  {
    file: 'decide-monitor.ts',
    source: 'attachment?.status',
    why: 'an ENI that is here, or not free and seen by nobody, has an attachment',
  },
  {
    file: 'decide-monitor.ts',
    source: "case 'detached'",
    why: 'a detached ENI is free, which is answered before',
  },
  {
    file: 'decide-start.ts',
    source: "place === 'in-transit' || attachment === undefined",
    why: 'an ENI is in transit exactly when it has no attachment and is not free; the types do not know',
  },
  {
    file: 'decide-start.ts',
    source: 'seen.self.instance.interfaces : []',
    replacement: '["Stryker was here"]',
    why: 'what has no network card takes no slot of one',
  },
  { file: 'decide-start.ts', source: 'attachSentMs !== undefined', replacement: 'true', why: undefinedFails },
  { file: 'decide-steal.ts', source: 'instanceId === undefined', replacement: 'false', why: undefinedFails },
  { file: 'decide-steal.ts', source: 'attachSentMs !== undefined', replacement: 'true', why: undefinedFails },
  {
    file: 'decide-steal.ts',
    source: 'eni.attachment?.instanceId',
    why: 'whoever lost the ENI to somebody sees an attachment',
  },
  {
    file: 'decide-stop.ts',
    source: "failure?.kind === 'unauthorized'",
    replacement: 'true',
    why: 'moves are denied steadily only while the last failure is a denial',
  },
  {
    file: 'why-hopeless.ts',
    source: "failure?.kind === 'unauthorized'",
    replacement: 'true',
    why: 'moves are denied steadily only while the last failure is a denial',
  },
  {
    file: 'decide-stop.ts',
    source: 'attachment === undefined',
    replacement: 'false',
    why: 'an ENI that is here has an attachment; the types do not know',
  },
  { file: 'move-memory.ts', source: "case 'done'", why: 'the three cases do the same' },
  { file: 'move-memory.ts', source: "case 'fail'", why: 'the three cases do the same' },
  { file: 'move-memory.ts', source: 'sinceMs !== undefined', replacement: 'true', why: undefinedFails },
  { file: 'network-diff.ts', source: 'rule.from !== undefined', replacement: 'true', why: undefinedFails },
  {
    file: 'network-marks.ts',
    source: "eniId.replace(/[^0-9a-f]/g, '')",
    why: 'the letters before the digits are more than eight places from the end',
  },
  {
    file: 'network-release.ts',
    source: '=> address) ?? []',
    replacement: '["Stryker was here"]',
    why: 'no rule is from an address of that name',
  },
  { file: 'network-release.ts', source: 'rule.from !== undefined', replacement: 'true', why: undefinedFails },
  { file: 'actions.ts', source: 'argument === undefined', replacement: 'false', why: undefinedFails },
  {
    file: 'dispatch.ts',
    source: "result.outcome === 'done'",
    replacement: 'true',
    why: 'no other outcome has a warning; the types do not know',
  },
  {
    file: 'environment.ts',
    source: "env['HA_debug'] ?? ''",
    replacement: '"Stryker was here!"',
    why: undefinedFails,
  },
  {
    file: 'environment.ts',
    source: 'name !== undefined',
    replacement: 'true',
    why: 'a name that is undefined is answered with undefined',
  },
  {
    file: 'exit-reason.ts',
    source: 'sentence.slice',
    replacement: 'sentence',
    why: 'the line is cut again after it was escaped; this saves the work for an endless one',
  },
  {
    file: 'value-types.ts',
    source: 'text.split(',
    replacement: '/[\\s,]/',
    why: 'the empty words between two separators are dropped',
  },
  {
    file: 'value-types.ts',
    source: "unit ?? 'none'",
    replacement: '""',
    why: 'without a match there are no digits either',
  },
  { file: 'value-types.ts', source: 'digits === undefined || unitMs === undefined', why: undefinedFails },
  {
    file: 'value-types.ts',
    source: '/^(\\d{1,9}) ?([a-z]*)$/.exec',
    replacement: '["Stryker was here"]',
    why: 'its first place is not looked at',
  },
];
