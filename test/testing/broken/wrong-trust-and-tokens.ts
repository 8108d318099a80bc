/** Broken twins with atomic but wrong verbs: trusted clients and tokens. @module */

import {
  charge,
  confirmEnrollment,
  findToken,
  insertToken,
  raiseGeneration,
  revokeAllTrusted,
  revokeToken,
  settle,
  stateOf,
} from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

export const wrongTrustAndTokens: readonly BrokenStorage[] = [
  broken('trust is granted although the match is spent', ['trust-is-granted-by-settling-alone'], {
    rules: {
      settle(record, input) {
        const { record: after, outcome } = settle(record, input);
        if (outcome.kind !== 'spent' || input.trust === undefined) return { record: after, outcome };
        return { record: { ...after, trusted: [input.trust.client, ...after.trusted] }, outcome };
      },
    },
  }),
  broken('trust forgets what earned it', ['trust-counts-for-its-method', 'answers-as-the-model'], {
    read: (record) => ({ ...record, trusted: record.trusted.map((one) => ({ ...one, method: 'totp' })) }),
  }),
  broken('a confirmation trusts its client beside the old ones', ['a-confirmation-trusts-its-client-alone'], {
    rules: {
      confirmEnrollment(record, input) {
        const { record: after, outcome } = confirmEnrollment(record, input);
        const isChanged = after !== record && input.trust !== undefined;
        const trusted = isChanged ? [...after.trusted, ...record.trusted] : after.trusted;
        return { record: { ...after, trusted }, outcome };
      },
    },
  }),
  broken('a longer duration of the policy revives trust', ['expiries-are-exact'], {
    rules: {
      charge: (record, input) =>
        charge(
          { ...record, trusted: record.trusted.map((one) => ({ ...one, diesAt: Number.MAX_SAFE_INTEGER })) },
          input,
        ),
    },
  }),
  broken(
    'a subject has one place for trust, no matter which client asks',
    ['trust-is-one-clients-of-one-subject', 'answers-as-the-model'],
    {
      rules: {
        load: (record, query) => {
          const [latest] = record.trusted;
          return { record, outcome: stateOf(record, { ...query, client: query.client && latest?.client }) };
        },
      },
    },
  ),
  broken('the list of trusted clients is not capped', ['trusted-clients-are-capped'], {
    rules: {
      settle: (record, input) =>
        settle(
          record,
          input.trust === undefined ? input : { ...input, trust: { ...input.trust, maxClients: 1000 } },
        ),
    },
  }),
  broken('a revocation of all clients lets attempts under way trust', ['no-attempt-settles-after-a-change'], {
    rules: {
      revokeAllTrusted: (record) => ({ record: { ...record, trusted: [] }, outcome: 'revoked' }),
    },
  }),
  broken(
    'a revocation of all clients counts as a change of the account',
    ['revoking-all-trust-changes-nothing-else'],
    {
      rules: {
        revokeAllTrusted: (record) => ({
          ...raiseGeneration(record, { attemptId: 'revoked' }),
          outcome: 'revoked',
        }),
      },
    },
  ),
  broken('a repeated revocation of all clients is done twice', ['revoking-all-trust-changes-nothing-else'], {
    rules: {
      revokeAllTrusted: (record, input) => revokeAllTrusted({ ...record, changedBy: '' }, input),
    },
  }),
  broken('a revocation removes every client', ['trust-is-one-clients-of-one-subject'], {
    rules: {
      revokeTrusted(record, { client }) {
        const known = record.trusted.some((trusted) => trusted.client === client);
        return { record: { ...record, trusted: [] }, outcome: known ? 'revoked' : 'not-found' };
      },
    },
  }),
  broken('a revoked token leaves the list but still works', ['a-revoked-token-is-gone'], {
    rules: {
      listTokens: (record) => ({
        record,
        outcome: [...record.tokens.values()].filter(({ lastFour }) => lastFour !== 'gone'),
      }),
      revokeToken(record, { id, attemptId }) {
        const token = record.tokens.get(id);
        if (token === undefined || token.lastFour === 'gone')
          return revokeToken(record, { id: '', attemptId });
        const tokens = new Map(record.tokens).set(id, { ...token, lastFour: 'gone' });
        return { record: { ...record, tokens }, outcome: 'revoked' };
      },
    },
  }),
  broken('a creation under way comes after a revocation', ['no-token-comes-after-a-revocation'], {
    rules: {
      revokeToken(record, { id }) {
        const tokens = new Map(record.tokens);
        const known = tokens.delete(id);
        return { record: { ...record, tokens }, outcome: known ? 'revoked' : 'not-found' };
      },
      revokeAllTokens: (record) => ({ record: { ...record, tokens: new Map() }, outcome: 'revoked' }),
    },
  }),
  broken('the last use is stored for a wrong text too', ['last-use-is-noted-once-an-interval'], {
    rules: {
      findToken(record, use) {
        const digest = record.tokens.get(use.id)?.digest;
        const found = findToken(record, { ...use, digests: digest === undefined ? [] : [digest] });
        const right = digest !== undefined && use.digests.includes(digest);
        return { record: found.record, outcome: right ? found.outcome : undefined };
      },
    },
  }),
  broken('token names ignore case and outer spaces', ['texts-come-back-as-they-were'], {
    rules: {
      insertToken(record, input) {
        const same = [...record.tokens.values()].find(
          ({ name }) => name.trim().toLowerCase() === input.token.name.trim().toLowerCase(),
        );
        const name = same?.name ?? input.token.name;
        const { record: after, outcome } = insertToken(record, { ...input, token: { ...input.token, name } });
        return { record: after, outcome };
      },
    },
  }),
];
