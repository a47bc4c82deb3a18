/** An action of the agent as the witness in front of it saw it. */
export interface WitnessedAction {
  /** Milliseconds since the epoch. */
  readonly beginMs: number;
  readonly endMs: number;
  readonly action: 'start' | 'stop' | 'monitor';
  /** 0: called once, for a monitor as a probe. */
  readonly intervalMs: number;
  readonly exitCode: number;
  readonly before: KernelView;
  readonly after: KernelView;
}

/** What the kernel had of the ENI, and of the agent's. */
export interface KernelView {
  /** The link with the ENI's MAC; undefined: there is none. */
  readonly link: { readonly isUp: boolean; readonly addresses: readonly string[] } | undefined;
  /** Rules and routes that bear the agent's mark. */
  readonly marked: number;
}

interface LinkLine {
  readonly address?: string;
  readonly flags: readonly string[];
  readonly addr_info: readonly { readonly family: string; readonly local: string }[];
}

/** Reads a line of the witness's log. Throws on one that is cut off or garbled. */
export function parseWitnessedAction(line: string, mac: string, protocol: number): WitnessedAction {
  const [beginMs, endMs, action, intervalMs, exitCode, ...views] = line.split('\t');
  if (views.length !== 6) throw new Error(`the witness wrote ${views.length} views: ${line}`);
  if (action !== 'start' && action !== 'stop' && action !== 'monitor')
    throw new Error(`the witness saw an action "${action ?? ''}"`);
  return {
    beginMs: Number(beginMs),
    endMs: Number(endMs),
    action,
    intervalMs: Number(intervalMs),
    exitCode: Number(exitCode),
    before: toView(views.slice(0, 3), mac, protocol),
    after: toView(views.slice(3), mac, protocol),
  };
}

function toView(
  [links = '', rules = '', routes = '']: readonly string[],
  mac: string,
  protocol: number,
): KernelView {
  const link = list<LinkLine>(links).find(({ address }) => address === mac);
  const ownRules = list<{ protocol?: string }>(rules).filter((rule) => rule.protocol === String(protocol));
  return {
    link: link && {
      isUp: link.flags.includes('UP'),
      addresses: link.addr_info.filter(({ family }) => family === 'inet').map(({ local }) => local),
    },
    marked: ownRules.length + list(routes).length,
  };
}

/** Nothing to list: `ip` may print nothing at all. */
function list<T>(json: string): T[] {
  return json.trim() === '' ? [] : (JSON.parse(json) as T[]);
}
