/** Makes a law of the whole façade from its inputs and its check. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type LawName, checkProperty, rememberTable } from '../check-property.ts';
import type { Law, LawOptions } from '../law.ts';
import { type FacadeCase, openCase } from './facade-case.ts';
import type { FacadeUnderTest } from './facade-under-test.ts';

/** Binds a law to the façade that it checks. */
export type FacadeLaw = (facade: FacadeUnderTest, options: LawOptions) => Law;

export interface FacadeLawSource<Inputs> extends LawName {
  /** Returns why the law has nothing to check under a policy, or `undefined` if it applies. */
  readonly notApplicable?: (policy: Policy) => string | undefined;
  readonly inputs: Arbitrary<Inputs>;
  /** Set where more cases would show nothing new. */
  readonly maxRuns?: number;
  /** Rejects if the promise is broken. */
  holds(world: FacadeCase, inputs: Inputs): Promise<void>;
}

/** The default number of cases for each law; low, since each case begins with an enrollment. */
export const defaultFacadeRuns = 200;

export function facadeLaw<Inputs>(source: FacadeLawSource<Inputs>): FacadeLaw {
  const { id, name, promise } = source;
  return (facade, options) => {
    const reason = source.notApplicable?.(facade.policy);
    if (reason !== undefined) return notApplicable(source, reason);
    const runs = Math.min(options.runs ?? defaultFacadeRuns, source.maxRuns ?? Number.POSITIVE_INFINITY);
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

/** A law that has nothing to check; running it reports the reason. */
export function notApplicable({ id, name, promise }: LawName, reason: string): Law {
  const result = Object.freeze({ outcome: 'not-applicable' as const, reason });
  return Object.freeze<Law>({ id, name, promise, notApplicable: reason, run: () => Promise.resolve(result) });
}
