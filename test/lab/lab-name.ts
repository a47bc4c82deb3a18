import { randomBytes } from 'node:crypto';

/** A name for a lab that no other on this machine has: `eni-lab-PID-RANDOM`. */
export function newLabName(): string {
  return `eni-lab-${process.pid}-${randomBytes(3).toString('hex')}`;
}
