export * from './crypto/index.ts';
export * from './dataset/version/index.ts';
export * from './device/ticket.ts';
export * from './errors.ts';
export * from './exchange/index.ts';
export * from './identifiers.ts';
export * from './storage/index.ts';
