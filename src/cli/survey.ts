import type { Ports } from '../actions/action-context.ts';
import type { HostReader, VpcReader } from '../domain/admin-ports.ts';

/** What people's commands look at concerning one ENI. */
export interface Survey {
  readonly ports: Ports;
  readonly vpc: VpcReader;
  readonly host: HostReader;
}
