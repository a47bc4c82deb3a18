export { createRareSources } from '../adapters/ec2/rare-sources.ts';
