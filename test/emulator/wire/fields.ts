import { CloudError, refuse } from '../model/cloud-error.ts';
import type { ParameterNode } from './query.ts';

/** Reads one parameter of a request; throws the refusal of EC2 where it is missing or ill-formed. */
export interface Field<T> {
  read(node: ParameterNode | undefined, name: string): T;
}

export type Shape = Readonly<Record<string, Field<unknown>>>;
export type Read<S extends Shape> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

/** The parameters of a call or structure. One that the table does not name is refused, as EC2 does. */
export function structure<S extends Shape>(shape: S): Field<Read<S>> {
  return {
    read(node, name) {
      const prefix = name === '' ? '' : `${name}.`;
      for (const key of node?.children.keys() ?? []) {
        if (!Object.hasOwn(shape, key))
          throw new CloudError('UnknownParameter', `The parameter ${prefix}${key} is not recognized`);
      }
      if (node?.value !== undefined && name !== '')
        throw new CloudError('UnknownParameter', `The parameter ${name} is not recognized`);
      const entries = Object.entries(shape).map(([key, field]) => [
        key,
        field.read(node?.children.get(key), `${prefix}${key}`),
      ]);
      return Object.fromEntries(entries) as Read<S>;
    },
  };
}

/** `Name.1`, `Name.2`, …: numbers from 1, without gaps that matter. */
export function list<T>(item: Field<T>): Field<T[]> {
  return {
    read(node, name) {
      if (node?.value !== undefined)
        throw new CloudError('InvalidParameterValue', `The parameter ${name} must be a list (${name}.1)`);
      return [...(node?.children ?? [])]
        .map(([key, child]) => {
          if (!/^[1-9]\d*$/.test(key))
            throw new CloudError('UnknownParameter', `The parameter ${name}.${key} is not recognized`);
          return { position: Number(key), child };
        })
        .sort((a, b) => a.position - b.position)
        .map(({ position, child }) => item.read(child, `${name}.${position}`));
    },
  };
}

export function required<T>(field: Field<T | undefined>): Field<T> {
  return {
    read(node, name) {
      const value = field.read(node, name);
      if (value === undefined) throw refuse.missing(name);
      return value;
    },
  };
}

export const text: Field<string | undefined> = {
  read(node, name) {
    if (node && node.children.size > 0)
      throw new CloudError('InvalidParameterValue', `The parameter ${name} must be a single value`);
    return node?.value;
  },
};

export const integer: Field<number | undefined> = {
  read(node, name) {
    const value = text.read(node, name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,9}$/.test(value)) throw refuse.invalidValue(name, value, 'Expecting an integer.');
    return Number(value);
  },
};

export const index: Field<number | undefined> = {
  read(node, name) {
    const value = integer.read(node, name);
    if (value !== undefined && value < 0)
      throw refuse.invalidValue(name, String(value), 'Must not be negative.');
    return value;
  },
};

export const boolean: Field<boolean | undefined> = {
  read(node, name) {
    const value = text.read(node, name);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false')
      throw refuse.invalidValue(name, value, "Must be 'true' or 'false'.");
    return value === 'true';
  },
};

/** An id such as `eni-0123456789abcdef0`; what does not look like one is malformed, whether it exists or not. */
export function id(prefix: string, malformedCode: string): Field<string | undefined> {
  const pattern = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return {
    read(node, name) {
      const value = text.read(node, name);
      if (value !== undefined && !pattern.test(value))
        throw new CloudError(malformedCode, `Invalid id: "${value}" (expecting "${prefix}-...")`);
      return value;
    },
  };
}

export const eniId = id('eni', 'InvalidNetworkInterfaceId.Malformed');
export const instanceId = id('i', 'InvalidInstanceID.Malformed');
export const attachmentId = id('eni-attach', 'InvalidAttachmentID.Malformed');
export const subnetId = id('subnet', 'InvalidSubnetID.Malformed');
export const routeTableId = id('rtb', 'InvalidRouteTableId.Malformed');

export const filters = list(structure({ Name: required(text), Value: list(required(text)) }));
