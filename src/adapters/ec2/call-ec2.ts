import type { Connection } from './connection.ts';
import type { Ec2Connector } from './ec2-connector.ts';
import { toAgentError } from './to-agent-error.ts';

/** Makes one call of EC2 and answers what it gives. Throws AgentError that names the call. */
export type CallEc2 = <T>(action: string, send: (connection: Connection) => Promise<T>) => Promise<T>;

export function createCaller(connector: Ec2Connector): CallEc2 {
  return async (action, send) => {
    let place = 'nowhere yet';
    try {
      const connection = await connector.connect();
      place = connection.place;
      return await send(connection);
    } catch (error) {
      const translated = toAgentError(error, { action, place });
      // Expired credentials are also refused as an expired request.
      if (translated.kind === 'credentials' || translated.kind === 'clock-skew') connector.forget();
      throw translated;
    }
  };
}
