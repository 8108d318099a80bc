/** The virtual clock of the kit, for the tests of the core. @module */

export { type VirtualClock, virtualClock } from '../../src/testing/world/virtual-clock.ts';
