import { expect, it } from 'vitest';
import { renderUsage } from '../../../src/ocf/usage.ts';

/** What somebody reads who knows nothing but the name of the program: as it is printed. */
it('usage is a page that explains itself', () => {
  expect(renderUsage()).toBe(`Keeps one EC2 Elastic Network Interface attached to one node.

usage: eni ACTION, with parameters in the environment (OCF Resource Agent API 1.1)

actions
  start         attach the ENI to this node, taking it from its holder if need be
  stop          detach the ENI from this node and clean up after it
  monitor       look whether the ENI is usable here, in the kernel alone
  validate-all  check the parameters; with OCF_CHECK_LEVEL=10 this node, too
  reload-agent  apply changed parameters without interruption
  meta-data     print the description of this agent as XML

parameters
  OCF_RESKEY_eni_id             ENI id
  OCF_RESKEY_region             AWS region
  OCF_RESKEY_profile            AWS profile
  OCF_RESKEY_role_arn           IAM role to assume
  OCF_RESKEY_endpoint_url       URL of the EC2 API
  OCF_RESKEY_device_index       Device index on the instance (auto)
  OCF_RESKEY_force_after        Time before a detach is forced (auto)
  OCF_RESKEY_steal              Take the ENI from another instance (true)
  OCF_RESKEY_steal_from         Instances the ENI may be taken from
  OCF_RESKEY_egress             Way out of forwarded packets (eni)
  OCF_RESKEY_interface_config   Who configures the interface (auto)
  OCF_RESKEY_route_table        Routing table of the ENI (auto)
  OCF_RESKEY_mtu                MTU of the interface (auto)
  OCF_RESKEY_source_dest_check  The ENI's source/destination check (keep)
  OCF_RESKEY_api_timeout        Time limit of one API call (5s)
  OCF_RESKEY_log_level          Verbosity (warn)
  OCF_RESKEY_instance_id        Instance id of this node (manual use only)
`);
});
