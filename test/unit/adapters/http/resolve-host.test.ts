import { describe, expect, it } from 'vitest';
import { inHostsFile } from '../../../../src/adapters/http/resolve-host.ts';

const hosts = `
# comment with ec2.example.com
127.0.0.1\tlocalhost loopback
10.0.0.5   ec2.example.com EC2  # the endpoint
fd00::5 ec2.example.com
nonsense  ec2.example.com
10.0.0.6 ec2.example.com
`;

describe('a hosts file', () => {
  it.each([
    ['ec2.example.com', ['10.0.0.5', '10.0.0.6', 'fd00::5']],
    ['EC2.Example.Com', ['10.0.0.5', '10.0.0.6', 'fd00::5']],
    ['ec2', ['10.0.0.5']],
    ['loopback', ['127.0.0.1']],
    ['example.com', []],
    ['10.0.0.5', []],
    ['', []],
  ])('gives %s the addresses %j', (name, expected) => {
    expect(inHostsFile(hosts, name)).toEqual(expected);
  });
});
