/** How a law of the whole façade is declared. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type LawName, checkProperty, attachTable } from '../check-property.ts';
import type { Law, LawOptions } from '../law.ts';
import { type FacadeFixture, openFixture } from './facade-fixture.ts';
import type { FacadeUnderTest } from './facade-under-test.ts';

/** Binds a law to a façade. */
export type FacadeLaw = (facade: FacadeUnderTest, options: LawOptions) => Law;

export interface FacadeLawSource<Inputs> extends LawName {
  /** Why the law does not apply under a policy; `undefined` if it does. */
  readonly notApplicable?: (policy: Policy) => string | undefined;
  readonly inputs: Arbitrary<Inputs>;
  /** More runs than this find nothing new. */
  readonly maxRuns?: number;
  /** Rejects if the promise is broken. */
  check(fixture: FacadeFixture, inputs: Inputs): Promise<void>;
}

/** Random cases of each law unless the options set another number. Each case enrolls subjects. */
export const defaultFacadeRuns = 200;

export function facadeLaw<Inputs>(source: FacadeLawSource<Inputs>): FacadeLaw {
  const { id, name, promise } = source;
  return (facade, options) => {
    const reason = source.notApplicable?.(facade.policy);
    if (reason !== undefined) return inapplicableLaw(source, reason);
    const runs = Math.min(options.runs ?? defaultFacadeRuns, source.maxRuns ?? Number.POSITIVE_INFINITY);
    return Object.freeze<Law>({
      id,
      name,
      promise,
      run() {
        const property = fc.asyncProperty(fc.scheduler(), source.inputs, async (scheduler, inputs) => {
          const fixture = await openFixture(facade, scheduler);
          try {
            await source.check(fixture, inputs);
          } catch (error) {
            attachTable(error, fixture.table.format());
            throw error;
          }
        });
        return checkProperty(source, property, { ...options, runs });
      },
    });
  };
}

/** A law that checks nothing, and returns why. */
export function inapplicableLaw({ id, name, promise }: LawName, reason: string): Law {
  const result = Object.freeze({ outcome: 'not-applicable' as const, reason });
  return Object.freeze<Law>({ id, name, promise, notApplicable: reason, run: () => Promise.resolve(result) });
}
