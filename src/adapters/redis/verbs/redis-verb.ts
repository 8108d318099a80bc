/** What the adapter needs of a verb: the call of its script, and how to read the reply. @module */

import type { InputOf, KindOf, OutcomeOf } from '../../../domain/subject/verb-types.ts';
import type { Reply } from '../reply.ts';
import type { ScriptCall } from '../scripts/script.ts';

/** One entry for each verb of a table of the domain. */
export type RedisVerbs<Verbs> = { readonly [Name in keyof Verbs]: RedisVerb<Verbs[Name]> };

interface VerbBase<Verb> {
  readonly call: (input: InputOf<Verb>) => ScriptCall;
}

/** A verb whose outcome is its kind alone needs no `decode`. */
export type RedisVerb<Verb> = VerbBase<Verb> & {
  readonly decode?: (reply: Reply<KindOf<OutcomeOf<Verb>>>, input: InputOf<Verb>) => OutcomeOf<Verb>;
} & (OutcomeOf<Verb> extends string ? { readonly decode?: never } : { readonly decode: unknown });
