/** A storage made of the domain's own functions, to be broken in one way at a time. @module */

import {
  type CountedMail,
  type CountMailInput,
  type DeploymentMark,
  type RecognizeInput,
  type SettleInput,
  type SettleOutcome,
  type SubjectRecord,
  type SubjectTag,
  countMail,
  emptyRecord,
  recognize,
} from 'second-factor/domain';
import type { Storage } from 'second-factor/ports';
import {
  type CreateStorage,
  type RoundTrip,
  type StorageUnderTest,
  type StorageVerb,
  type SubjectRules,
  subjectRules,
} from 'second-factor/testing';

/** A storage that is broken in one way. */
export interface BrokenStorage {
  /** What its author did. */
  readonly name: string;
  /** Laws by which it dies, by their ids. */
  readonly diesBy: readonly string[];
  readonly create: CreateStorage;
}

/** What is broken; everything that is left out is as it should be. */
export interface Breakage {
  /** Verbs that do something else to a record. */
  readonly rules?: Partial<SubjectRules>;
  /** Verbs that read in one round trip and write in another, all of them or some. */
  readonly notAtomic?: { readonly [Verb in StorageVerb]?: (...args: Parameters<Storage[Verb]>) => boolean };
  /**
   * Whether a settlement writes the list of trusted clients afterwards, in round trips of its own.
   */
  readonly trustApart?: boolean;
  /** What mails of a recipient are counted by. */
  readonly countMail?: typeof countMail;
  /** What is done with the mark of the root key. */
  readonly recognize?: typeof recognize;
  /** Under which key a subject is kept. */
  readonly keyOf?: (tag: string) => string;
  /** What is read of what was written, at the instant that the call names (if any). */
  readonly read?: (record: SubjectRecord, at: number | undefined) => SubjectRecord;
}

/** Makes storages with this breakage. Every round trip goes through the kit's seam. */
export function broken(name: string, diesBy: readonly string[], breakage: Breakage): BrokenStorage {
  return { name, diesBy, create: (roundTrip) => createBroken(roundTrip, breakage) };
}

function createBroken(roundTrip: RoundTrip, breakage: Breakage): StorageUnderTest {
  const rules = { ...subjectRules, ...breakage.rules };
  const { notAtomic = {}, keyOf = (tag) => tag, read = (record) => record } = breakage;
  const count = breakage.countMail ?? countMail;
  const records = new Map<string, SubjectRecord>();
  const mails = new Map<string, readonly CountedMail[]>();
  const judgeMark = breakage.recognize ?? recognize;
  let mark: DeploymentMark | undefined;

  function isApart(verb: StorageVerb, object: string, args: readonly unknown[]): boolean {
    const decide = notAtomic[verb] as ((...args: readonly unknown[]) => boolean) | undefined;
    return decide?.(object, ...args) ?? false;
  }

  async function settleThenTrust(tag: SubjectTag, input: SettleInput): Promise<unknown> {
    const { trust, ...settlement } = input;
    const outcome = (await apply('settle', tag, [settlement])) as SettleOutcome;
    if (outcome.kind !== 'settled' || trust === undefined) return outcome;
    const list = await roundTrip('GET trusted', async () => records.get(tag)?.trusted ?? []);
    const others = list.filter(({ client }) => client !== trust.client.client);
    const trusted = [trust.client, ...others].slice(0, trust.maxClients);
    await roundTrip('SET trusted', async () => {
      records.set(tag, { ...(records.get(tag) ?? emptyRecord), trusted });
    });
    return outcome;
  }

  async function apply(
    verb: keyof SubjectRules,
    tag: SubjectTag,
    args: readonly unknown[],
  ): Promise<unknown> {
    const key = keyOf(tag);
    const rule = rules[verb] as (
      record: SubjectRecord,
      ...args: readonly unknown[]
    ) => {
      readonly record: SubjectRecord;
      readonly outcome: unknown;
    };
    const get = (): SubjectRecord => read(records.get(key) ?? emptyRecord, instantOf(args));
    if (!isApart(verb, tag, args)) {
      return roundTrip(verb, async () => {
        const { record, outcome } = rule(get(), ...args);
        records.set(key, record);
        return outcome;
      });
    }
    const before = await roundTrip(`GET for ${verb}`, async () => get());
    const { record, outcome } = rule(before, ...args);
    await roundTrip(`SET for ${verb}`, async () => records.set(key, record));
    return outcome;
  }

  async function countOne(recipient: string, input: CountMailInput): Promise<'counted' | 'capped'> {
    if (!isApart('countMail', recipient, [input])) {
      return roundTrip('countMail', async () => {
        const counted = count(mails.get(recipient) ?? [], input);
        mails.set(recipient, counted.record);
        return counted.outcome;
      });
    }
    const before = await roundTrip('GET for countMail', async () => mails.get(recipient) ?? []);
    const counted = count(before, input);
    await roundTrip('SET for countMail', async () => mails.set(recipient, counted.record));
    return counted.outcome;
  }

  async function recognizeMark(input: RecognizeInput): Promise<'same' | 'first' | 'other'> {
    if (!isApart('recognize', '', [input])) {
      return roundTrip('recognize', async () => {
        const judged = judgeMark(mark, input);
        mark = judged.record;
        return judged.outcome;
      });
    }
    const before = await roundTrip('GET for recognize', async () => mark);
    const judged = judgeMark(before, input);
    await roundTrip('SET for recognize', async () => {
      mark = judged.record;
    });
    return judged.outcome;
  }

  const verbs = Object.keys(rules) as (keyof SubjectRules)[];
  const storage = Object.fromEntries(
    verbs.map((verb) => [verb, (tag: SubjectTag, ...args: unknown[]) => apply(verb, tag, args)]),
  );
  const settle = breakage.trustApart === true ? { settle: settleThenTrust } : {};
  const broken = {
    ...storage,
    ...settle,
    countMail: countOne,
    recognize: recognizeMark,
  } as unknown as Storage;
  return { storage: broken, interleaves: 'round-trips' };
}

function instantOf(args: readonly unknown[]): number | undefined {
  return args
    .map((arg) => (arg as { readonly at?: number } | undefined)?.at)
    .find((at) => typeof at === 'number');
}
