/** The kit's virtual clock, where the tests of the core look for it. @module */

export { type VirtualClock, virtualClock } from '../../src/testing/world/virtual-clock.ts';
