/** Storage in Redis (`second-factor/adapters/redis`). @module */

export type { RedisClient } from './client.ts';
export { type DoctorOptions, doctor } from './doctor.ts';
export type { Finding, FindingId } from './doctor-findings.ts';
export type { Durability } from './durable-writes.ts';
export type { RedisFailure } from './failure.ts';
export { type IoredisClient, fromIoredis } from './from-ioredis.ts';
export { type NodeRedisClient, fromNodeRedis } from './from-node-redis.ts';
export { type RedisStorageOptions, createRedisStorage } from './redis-storage.ts';
