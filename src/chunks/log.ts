export { createPinoLogger } from '../adapters/log/pino-logger.ts';
