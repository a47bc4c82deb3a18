/** The separately built parts of the program, by file name: the module that is the entry of each. */
export interface Chunks {
  readonly ec2: typeof import('./ec2.ts');
  readonly execa: typeof import('./execa.ts');
  readonly sdk: typeof import('./sdk.ts');
  readonly credentials: typeof import('./credentials.ts');
  readonly log: typeof import('./log.ts');
  readonly survey: typeof import('./survey.ts');
  readonly cli: typeof import('./cli.ts');
}
