import type { ClusterReader, MachineReader } from '../domain/admin-ports.ts';
import type { Installer } from '../domain/installation.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Program } from '../ocf/dispatch.ts';
import type { OcfEnvironment } from '../ocf/environment.ts';
import type { OcfParameters } from '../ocf/parameters.ts';
import type { Survey } from './survey.ts';

/** What the program around gives to commands for people. */
export interface CliProgram extends Program {
  readonly version: string;
  /** As Node writes it, with a v. */
  readonly nodeVersion: string;
  readonly clock: Clock;
  /** Whether a person reads what goes to standard error. */
  readonly onTerminal: boolean;
  /** Whether standard output may be coloured. */
  readonly colours: boolean;
  readonly openSurvey: (environment: OcfEnvironment, parameters: OcfParameters, log: Log) => Survey;
  readonly openCluster: () => ClusterReader;
  readonly openMachine: () => MachineReader;
  readonly openInstaller: () => Installer;
}
