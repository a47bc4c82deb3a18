/** The agent did what it must not do. `message` says what, as the sentence of a report. */
export class Violation extends Error {
  override readonly name = 'Violation';
}
