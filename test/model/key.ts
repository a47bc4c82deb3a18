import type { Holding, Node, Op, View, World } from './world.ts';

/**
 * One text for all states that differ only in the names of attachments and in which node is which. Nodes are ordered by
 * what they are in themselves; two that look alike may still get two texts, which costs states and hides none.
 */
export function keyOf(world: World): string {
  const texts = world.nodes.map(textOf);
  const order = world.nodes
    .map((_, at) => ({ at, text: texts[at]!.nameless + placeText(world, at) }))
    .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
    .map(({ at }) => at);
  const past = world.past.map((one) => `${holdingText(one.holding)}${one.ageTicks}`).join(',');
  const nodes = order.map((at) => texts[at]!.text).join('|');
  const thefts = world.thefts === undefined ? '' : `@${world.thefts.by}${world.thefts.turns}`;
  const late = world.late === undefined ? '' : `@${world.late.at}${recordText(world.late.step)}`;
  const text = `${holdingText(world.holding)}!${past}!${nodes}!${thefts}!${late}`;
  const names: string[] = [];
  return text.replace(reference, (name) => {
    if (name.startsWith('@')) return `@${order.indexOf(Number(name.slice(1)))}`;
    const known = names.indexOf(name);
    return `#${known === -1 ? names.push(name) - 1 : known}`;
  });
}

/** `@1` is a node, `#1` an attachment, until both are renamed by the order in which they come. */
const reference = /[@#]\d/g;

interface NodeText {
  readonly text: string;
  readonly nameless: string;
}

/** Most moves leave most nodes as they are. */
const known = new WeakMap<Node, NodeText>();

function textOf(node: Node): NodeText {
  const before = known.get(node);
  if (before !== undefined) return before;
  const text = nodeText(node);
  const result = { text, nameless: text.replace(reference, '') };
  known.set(node, result);
  return result;
}

function placeText(world: World, at: number): string {
  const here = (holding: Holding | undefined) => (holding?.node === at ? holding.status : '');
  return world.past.reduce((text, { holding }) => `${text},${here(holding)}`, here(world.holding));
}

function nodeText({ instance, stoppingTicks, guest, link, macKnown, slotBlocked, role, op }: Node): string {
  const flags = `${macKnown ? 'm' : ''}${slotBlocked ? 'b' : ''}`;
  const own = `${instance}${stoppingTicks},${guest},${link},${flags},${role}`;
  return op === undefined ? own : `${own};${opText(op)}`;
}

function opText({ action, phase, timeUp, knowsItself, ageTicks, memory, view, step, ghost }: Op): string {
  const flags = [
    timeUp,
    knowsItself,
    ghost.attached,
    ghost.everHere,
    ghost.wasUp,
    ghost.wasDown,
    ghost.linkWasGone,
  ];
  const bits = flags.map((flag) => (flag ? '1' : '0')).join('');
  const seen = view === undefined ? '' : viewText(view);
  const next = step === undefined ? '' : recordText(step);
  const kept = action === 'start' || action === 'stop' ? recordText(memory) : '';
  const age = action === 'start' ? '' : ageTicks;
  return `${action}${phase}${bits}${age}<${seen}<${next}<${kept}`;
}

function viewText(view: View): string {
  if (view.kind === 'unknown') return view.error;
  return view.kind === 'absent' ? view.kind : `${holdingText(view.holding)}${view.holder}`;
}

function holdingText(holding: Holding | undefined): string {
  if (holding === undefined) return '.';
  return `${idText(holding.id)}@${holding.node}${holding.status}${holding.forced ? 'f' : ''}`;
}

function idText(id: string): string {
  return id.replace('eni-attach-', '#');
}

/** Any plain record; messages are words, not state. */
function recordText(record: object): string {
  let text = '';
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    if (value === undefined || value === false || key === 'message') continue;
    text += `${key}:${valueText(value)};`;
  }
  return text;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return idText(value);
  if (Array.isArray(value)) return value.map(valueText).sort().join('+');
  return typeof value === 'object' && value !== null ? `{${recordText(value)}}` : String(value);
}
