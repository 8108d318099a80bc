/** The calls about access tokens, trusted clients and the whole account. @module */

import type { AuthenticatedToken } from '../../../src/index.ts';
import { remaining, status } from './account.ts';
import { nthOf, proofOf } from './authorize-call.ts';
import type { Call, Real } from './check-call.ts';
import type { Model } from './state.ts';
import type { CreateTokenStep, PickStep, RegenerateTokenStep, WholeStep } from './steps.ts';
import * as tokens from './tokens.ts';

export function makeToken(model: Model, real: Real, step: CreateTokenStep | RegenerateTokenStep): Call {
  const { who } = step;
  const { clock, twoFactor } = real;
  const at = clock.at;
  const proof = proofOf(model, real, step);
  const keep: Call['keep'] = ({ token }) =>
    real.tokens.push({ text: String(token), authenticated: undefined });
  if (step.do === 'create token') {
    const { name, bypass, scopes, lifeMs } = step;
    const request = { name, bypass, scopes, expiresAt: lifeMs === undefined ? undefined : at + lifeMs };
    return {
      name: step.do,
      predict: () => tokens.createToken(model, at, who, request, proof),
      make: () => twoFactor.accessTokens.create(who, { ...request, proof }),
      keep,
    };
  }
  const old = nthOf(model.people.get(who)?.tokens, step.nth);
  const which = (step.byName ? old?.name : old?.id) ?? 'none';
  return {
    name: step.do,
    predict: () => tokens.regenerateToken(model, at, who, which, proof),
    make: () => twoFactor.accessTokens.regenerate(who, which, { proof }),
    keep,
  };
}

export function pick(model: Model, real: Real, { do: name, who, nth }: PickStep): Call {
  const { clock, twoFactor } = real;
  const at = clock.at;
  switch (name) {
    case 'revoke token': {
      const id = nthOf(model.people.get(who)?.tokens, nth)?.id ?? 'none';
      return {
        name,
        predict: () => tokens.revokeToken(model, who, id),
        make: () => twoFactor.accessTokens.revoke(who, id),
      };
    }
    case 'authenticate': {
      const held = nthOf(real.tokens, nth);
      const text = held?.text ?? 'sfp_nothing';
      return {
        name,
        predict: () => tokens.authenticate(model, at, text),
        make: () => twoFactor.accessTokens.authenticate(text),
        keep: (value) => {
          if (held !== undefined) held.authenticated = value as unknown as AuthenticatedToken;
        },
      };
    }
    case 'revoke client': {
      // A storage may keep a client whose trust has ended, so only live ones are revoked.
      const live = model.people.get(who)?.trusted.filter((trusted) => tokens.isLive(model, trusted, at));
      const client = nthOf(live, nth)?.client;
      const id = real.clientIds.get(`${who} ${client}`) ?? 'none';
      return {
        name,
        predict: () => tokens.revokeClient(model, who, client),
        make: () => twoFactor.trustedClients.revoke(who, id),
      };
    }
  }
}

export function whole(model: Model, { clock, twoFactor }: Real, { do: name, who }: WholeStep): Call {
  const at = clock.at;
  const calls: Readonly<Record<WholeStep['do'], Omit<Call, 'name'>>> = {
    status: { predict: () => status(model, at, who), make: () => twoFactor.status(who) },
    remaining: {
      predict: () => remaining(model, who),
      make: () => twoFactor.recoveryCodes.remaining(who),
    },
    'list tokens': {
      predict: () => tokens.listTokens(model, who),
      make: () => twoFactor.accessTokens.list(who),
    },
    'list clients': {
      predict: () => tokens.listClients(model, at, who),
      make: () => twoFactor.trustedClients.list(who),
    },
    'revoke all tokens': {
      predict: () => tokens.revokeAllTokens(model, who),
      make: () => twoFactor.accessTokens.revokeAll(who),
    },
    'revoke all clients': {
      predict: () => tokens.revokeAllClients(model, who),
      make: () => twoFactor.trustedClients.revokeAll(who),
    },
  };
  return { name, ...calls[name] };
}
