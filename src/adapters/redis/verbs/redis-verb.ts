/** What the adapter needs of a verb: the call of its script, and how to read the reply. @module */

import type { InputOf, KindOf, OutcomeOf } from '../../../domain/subject/verb-types.ts';
import type { Reply } from '../reply.ts';
import type { ScriptCall } from '../scripts/script.ts';

/** One entry for each verb of a table of the domain. */
export type RedisVerbs<Verbs> = { readonly [Name in keyof Verbs]: RedisVerb<Verbs[Name]> };

/** The outcome of a verb without `decode` is the kind of the reply. */
export type RedisVerb<Verb> = OutcomeOf<Verb> extends string ? Caller<Verb> : Caller<Verb> & Decoder<Verb>;

interface Caller<Verb> {
  readonly call: (input: InputOf<Verb>) => ScriptCall;
}

interface Decoder<Verb> {
  readonly decode: (reply: Reply<KindOf<OutcomeOf<Verb>>>, input: InputOf<Verb>) => OutcomeOf<Verb>;
}
