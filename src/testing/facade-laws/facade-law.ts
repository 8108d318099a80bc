/** How a law of the whole façade is written down. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type LawName, checkProperty, rememberTable } from '../check-property.ts';
import type { Law, LawOptions } from '../law.ts';
import { type FacadeCase, openCase } from './facade-case.ts';
import type { FacadeUnderTest } from './facade-under-test.ts';

/** A law, before it knows which façade it is put to. */
export type FacadeLaw = (facade: FacadeUnderTest, options: LawOptions) => Law;

export interface FacadeLawSource<Inputs> extends LawName {
  /** Why there is nothing to check under a policy; `undefined` where there is. */
  readonly notApplicable?: (policy: Policy) => string | undefined;
  readonly inputs: Arbitrary<Inputs>;
  /** More cases than this would show nothing new. */
  readonly mostRuns?: number;
  /** Throws where the promise is broken. */
  holds(world: FacadeCase, inputs: Inputs): Promise<void>;
}

/** Cases for each law of a façade where nobody says otherwise: each is a whole story, enrollment included. */
export const defaultFacadeRuns = 200;

export function facadeLaw<Inputs>(source: FacadeLawSource<Inputs>): FacadeLaw {
  const { id, name, promise } = source;
  return (facade, options) => {
    const reason = source.notApplicable?.(facade.policy);
    if (reason !== undefined) return notApplicable(source, reason);
    const runs = Math.min(options.runs ?? defaultFacadeRuns, source.mostRuns ?? Number.POSITIVE_INFINITY);
    return Object.freeze<Law>({
      id,
      name,
      promise,
      run() {
        const property = fc.asyncProperty(fc.scheduler(), source.inputs, async (scheduler, inputs) => {
          const world = await openCase(facade, scheduler);
          try {
            await source.holds(world, inputs);
          } catch (error) {
            rememberTable(error, world.table.format());
            throw error;
          }
        });
        return checkProperty(source, property, { ...options, runs });
      },
    });
  };
}

/** A law that says nothing here, and says so. */
export function notApplicable({ id, name, promise }: LawName, reason: string): Law {
  const result = Object.freeze({ outcome: 'not-applicable' as const, reason });
  return Object.freeze<Law>({ id, name, promise, notApplicable: reason, run: () => Promise.resolve(result) });
}
