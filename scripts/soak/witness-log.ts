import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { NodeDisk } from '../../test/cluster/node-disk.ts';
import { cast } from '../../test/lab/topology.ts';
import { agentProtocol } from '../../src/domain/network-marks.ts';
import { parseWitnessedAction, type WitnessedAction } from './witnessed-action.ts';

export const witnessFile = '/var/log/eni-witness.log';

/** What the witness on a node wrote, read as it is written. */
export class WitnessLog {
  readonly #file: string;
  #offset = 0;

  constructor(disk: NodeDisk) {
    this.#file = disk.hostPath(witnessFile);
  }

  /** The actions that ended since the last call. A line that is still being written waits for the next one. */
  read(): WitnessedAction[] {
    if (!existsSync(this.#file)) return [];
    const text = this.#rest();
    const end = text.lastIndexOf('\n') + 1;
    this.#offset += end;
    return text
      .subarray(0, end)
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => parseWitnessedAction(line, cast.eniMac, agentProtocol));
  }

  #rest(): Buffer {
    const fd = openSync(this.#file, 'r');
    try {
      const chunk = Buffer.alloc(256 * 1024);
      return chunk.subarray(0, readSync(fd, chunk, 0, chunk.length, this.#offset));
    } finally {
      closeSync(fd);
    }
  }
}
