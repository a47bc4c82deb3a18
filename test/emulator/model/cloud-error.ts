/** A refusal as AWS words it: `code` and `message` go into the XML, `status` onto the status line. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The refusals of the EC2 API that more than one call can give, in the words of the service. */
export const refuse = {
  eniNotFound: (ids: readonly string[]) =>
    new CloudError(
      'InvalidNetworkInterfaceID.NotFound',
      ids.length === 1
        ? `The networkInterface ID '${ids.join()}' does not exist`
        : `The networkInterface IDs '${ids.join(', ')}' do not exist`,
    ),
  instanceNotFound: (ids: readonly string[]) =>
    new CloudError(
      'InvalidInstanceID.NotFound',
      ids.length === 1
        ? `The instance ID '${ids.join()}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
    ),
  attachmentNotFound: (id: string) =>
    new CloudError('InvalidAttachmentID.NotFound', `The attachment '${id}' does not exist.`),
  missing: (parameter: string) =>
    new CloudError('MissingParameter', `The request must contain the parameter ${parameter}`),
  invalidValue: (parameter: string, value: string, hint: string) =>
    new CloudError(
      'InvalidParameterValue',
      `Value (${value}) for parameter ${parameter} is invalid. ${hint}`,
    ),
  combination: (message: string) => new CloudError('InvalidParameterCombination', message),
  notPermitted: (message: string) => new CloudError('OperationNotPermitted', message),
  incorrectState: (message: string) => new CloudError('IncorrectState', message),
};
