/** Explains a decision's trace to a person: why a call was granted, or what was missing. @module */

import type { Trace, TraceEntry, TraceStep } from '../domain/decision/trace.ts';

/**
 * Returns one English sentence for each step of a decision, in order. A result without a sentence
 * appears as `step: result`, so that nothing is left out.
 *
 * @example
 * ```ts
 * import { explainTrace } from 'second-factor/audit';
 *
 * explainTrace([{ step: 'code', result: 'absent' }, { step: 'method', result: 'totp' }]);
 * // => ['No code was presented.', 'A code from the authenticator app is required.']
 * ```
 */
export function explainTrace(trace: Trace): readonly string[] {
  return trace.map((entry) => explainEntry(entry));
}

/** A `result` is a kind, or a kind and a method: `charged totp`. */
function explainEntry({ step, result }: TraceEntry): string {
  const [kind = '', method = ''] = result.split(' ');
  const sentencesOfStep = sentences[step];
  const sentence = Object.hasOwn(sentencesOfStep, kind) ? sentencesOfStep[kind] : undefined;
  if (sentence === undefined) return `${step}: ${result}`;
  const methodName = Object.hasOwn(methodNames, method) ? methodNames[method] : undefined;
  return sentence.replace('%', methodName ?? 'the code');
}

const methodNames: Readonly<Record<string, string>> = {
  totp: 'the authenticator app',
  email: 'the emailed code',
  'recovery-code': 'the recovery code',
  password: 'the password',
  enrollment: 'the new authenticator',
};

/** One sentence for each step and kind of result. `%` stands for the name of the method. */
const sentences: Readonly<Record<TraceStep, Readonly<Record<string, string>>>> = {
  storage: {
    'other-root-key': 'The storage was written under another root key.',
  },
  operation: {
    known: 'The policy declares this operation.',
    unknown: 'The policy does not declare this operation.',
  },
  account: {
    known: 'The account exists.',
    unknown: 'The account does not exist.',
  },
  'access-token': {
    live: 'The access token is valid.',
    unknown: 'The access token is unknown or was revoked.',
    expired: 'The access token has expired.',
    'out-of-scope': 'The access token is limited to other operations.',
    'not-allowed-here': 'This operation does not accept access tokens.',
    bypasses: 'The access token replaces the second factor.',
    'no-bypass-here': 'An access token does not replace the second factor for this operation.',
  },
  exemption: {
    exempt: 'The policy exempts this operation from the second factor.',
  },
  enrollment: {
    lost: 'The account has a factor that is missing from storage.',
  },
  'trusted-client': {
    live: 'This client is trusted because it recently presented a factor.',
    'other-method':
      'This client is trusted because of a factor that this operation does not accept, so it does not count.',
    'another-client': 'The storage returned the trust of another client, so nothing that it returned counts.',
    expired: 'The trust in this client has expired or is too old for this operation.',
    unknown: 'This client is not trusted.',
    'not-identified': 'This client cannot be trusted because nothing identifies it.',
    ignored: 'This operation does not accept trusted clients.',
  },
  code: {
    presented: 'A code was presented.',
    absent: 'No code was presented.',
  },
  method: {
    totp: 'A code from the authenticator app is required.',
    email: 'An emailed code is required.',
    password: 'No factor is enrolled, so the password is required.',
    'verified-address': 'No factor is enrolled, so a code sent to the verified address is required.',
    'not-enrolled': 'No factor is enrolled.',
    'sign-in-again': 'Nothing is enrolled that could be asked for, and the person did not sign in recently.',
    'session-alone': 'A session alone makes no access token that bypasses the second factor.',
    'must-have-factor': 'This account must have a factor, but none is enrolled.',
    'password-forbidden': 'No factor is enrolled, and the policy forbids the password for this operation.',
    'none-allowed': 'This operation accepts none of the enrolled factors.',
    'password-disabled':
      'No factor is enrolled, and the password is disabled after too many failed attempts.',
    'all-disabled': 'Every factor is disabled after too many failed attempts.',
  },
  attempt: {
    charged: 'An attempt with % was counted before the comparison.',
    trusted: 'This client became trusted in the meantime, so the code was not needed.',
    locked: 'Too many attempts with % failed, so none is compared until the lock ends.',
    disabled: 'Too many attempts with % failed, so it is disabled.',
    malformed: 'The presented text does not match the format for %, so no attempt was counted.',
    'not-pending': 'No enrollment is waiting for its first code.',
    'not-enrolled': 'No enrolled method accepts a code of this format.',
  },
  comparison: {
    match: 'The code is correct.',
    mismatch: 'The code is wrong.',
  },
  settlement: {
    settled: 'The code was spent, and the earlier failures were cleared.',
    spent: 'The code had already been used.',
    superseded: 'The account changed during the comparison, so the code did not count.',
  },
  'email-code': {
    sent: 'A code was emailed.',
    'too-soon': 'Another code cannot be emailed yet.',
  },
};
