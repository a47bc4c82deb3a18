import type { HostRoute, HostRule } from './host-state.ts';

/** One step that brings the host closer to a plan, with the difference it removes in plain words for a person. */
export type HostChange = { readonly what: string } & HostStep;

export type HostStep =
  | { readonly kind: 'set-rp-filter' | 'set-accept-ra'; readonly link: string; readonly value: number }
  | { readonly kind: 'set-mtu'; readonly link: string; readonly mtu: number }
  | { readonly kind: 'set-up' | 'set-down'; readonly link: string }
  /** Nothing can be done but wait: the device has no carrier yet. */
  | { readonly kind: 'await-carrier'; readonly link: string }
  | {
      readonly kind: 'add-address' | 'remove-address';
      readonly link: string;
      readonly address: string;
      readonly prefixLength: number;
    }
  | { readonly kind: 'add-route' | 'remove-route'; readonly route: HostRoute }
  | { readonly kind: 'add-rule' | 'remove-rule'; readonly rule: HostRule }
  | { readonly kind: 'add-alt-name' | 'remove-alt-name'; readonly link: string; readonly altName: string };
