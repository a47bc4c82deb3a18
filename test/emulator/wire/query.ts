import { CloudError } from '../model/cloud-error.ts';

/** The parameters of a Query request as a tree: `Filter.1.Value.2=x` is Filter → 1 → Value → 2 = x. */
export interface ParameterNode {
  value: string | undefined;
  readonly children: Map<string, ParameterNode>;
}

/** A parsed request. Action and Version are taken out of the parameters, since every call has them. */
export interface Query {
  readonly action: string;
  readonly version: string;
  readonly parameters: ParameterNode;
  /** As sent, for the request log. */
  readonly flat: Readonly<Record<string, string>>;
}

/** Parses a form-encoded body. A name that occurs twice is refused, since no client means that. */
export function parseQuery(body: string): Query {
  const parameters: ParameterNode = { value: undefined, children: new Map() };
  const flat: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    if (Object.hasOwn(flat, name))
      throw new CloudError('InvalidParameterCombination', `The parameter ${name} occurs more than once`);
    flat[name] = value;
    if (name !== 'Action' && name !== 'Version') insert(parameters, name, value);
  }
  return { action: flat['Action'] ?? '', version: flat['Version'] ?? '', parameters, flat };
}

function insert(root: ParameterNode, name: string, value: string): void {
  let node = root;
  for (const key of name.split('.')) {
    let child = node.children.get(key);
    if (!child) {
      child = { value: undefined, children: new Map() };
      node.children.set(key, child);
    }
    node = child;
  }
  node.value = value;
}
