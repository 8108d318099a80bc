/**
 * What any JavaScript runtime offers: a clock, random bytes, domain names, and HMAC by
 * `@noble/hashes` (`second-factor/adapters/system`).
 * @module
 */

export { nobleHashing } from './noble-hashing.ts';
export { systemClock } from './system-clock.ts';
export { systemDomains } from './system-domains.ts';
export { systemRandom } from './system-random.ts';
