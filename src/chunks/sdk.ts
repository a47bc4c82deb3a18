export { awsSdk } from '../adapters/ec2/aws-sdk.ts';
