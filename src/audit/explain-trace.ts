/** A decision's trace in words for a person: why was this let through, or what was missing? @module */

import type { Trace, TraceEntry, TraceStep } from '../domain/decision/trace.ts';

/**
 * One English sentence for each step of a decision, in order. A result without words of its own is told as it is, so that nothing is
 * left out.
 *
 * @example
 * ```ts
 * import { explainTrace } from 'second-factor/audit';
 *
 * explainTrace([{ step: 'code', result: 'absent' }, { step: 'method', result: 'totp' }]);
 * // => ['No code came along.', 'The authenticator app is asked for.']
 * ```
 */
export function explainTrace(trace: Trace): readonly string[] {
  return trace.map((entry) => explain(entry));
}

/** `result` may hold the method after a space: `charged totp`. */
function explain({ step, result }: TraceEntry): string {
  const [word = '', method = ''] = result.split(' ');
  const sentences = words[step];
  const sentence = Object.hasOwn(sentences, word) ? sentences[word] : undefined;
  const named = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return sentence?.replace('%', named ?? 'the code') ?? `${step}: ${result}`;
}

const methods: Readonly<Record<string, string>> = {
  totp: 'the authenticator app',
  email: 'the emailed code',
  'recovery-code': 'the recovery code',
  password: 'the password',
  enrollment: 'the new authenticator',
};

const words: Readonly<Record<TraceStep, Readonly<Record<string, string>>>> = {
  operation: {
    known: 'The policy knows this operation.',
    unknown: 'The policy does not know this operation.',
  },
  account: {
    known: 'The account exists.',
    unknown: 'There is no such account.',
  },
  'access-token': {
    live: 'The access token is live.',
    unknown: 'The access token is unknown or revoked.',
    expired: 'The access token has expired.',
    'out-of-scope': 'The access token is for other operations.',
    'not-allowed-here': 'No access token may do this.',
    bypasses: 'The access token stands in for the second factor.',
    'no-bypass-here': 'No access token stands in for the second factor here.',
  },
  exemption: {
    exempt: 'The policy exempts this operation from the second factor.',
  },
  enrollment: {
    lost: 'The account has a factor that the storage does not know: it was lost.',
  },
  'trusted-client': {
    live: 'This client is trusted, since it presented a factor a short while ago.',
    expired: 'The trust in this client has run out, or is too old for this operation.',
    unknown: 'This client is not trusted.',
    'not-identified': 'Nothing identifies this client, so it cannot be trusted.',
    ignored: 'Trusted clients do not count for this operation.',
  },
  code: {
    presented: 'A code came along.',
    absent: 'No code came along.',
  },
  method: {
    totp: 'The authenticator app is asked for.',
    email: 'An emailed code is asked for.',
    password: 'No factor is enrolled, so the password is asked for.',
    'verified-address': 'No factor is enrolled, so a code to the verified address is asked for.',
    'not-enrolled': 'No factor is enrolled.',
    'must-have-factor': 'This account must have a factor, and has none.',
    'password-forbidden': 'No factor is enrolled, and the policy forbids the password here.',
    'none-allowed': 'None of the enrolled factors counts for this operation.',
    'all-disabled': 'Every factor is disabled after too many failures.',
  },
  attempt: {
    charged: 'One attempt for % was counted before it was compared.',
    trusted: 'This client became trusted meanwhile, so the code was not needed.',
    locked: 'Too many failures: % is not compared until the lock ends.',
    disabled: 'Too many failures: % is disabled.',
    malformed: 'The text does not have the form of a code for %, so it was not counted.',
    'not-enrolled': 'No enrolled method takes such a code.',
  },
  comparison: {
    match: 'The code is right.',
    mismatch: 'The code is wrong.',
  },
  settlement: {
    settled: 'The code was spent, and the failures before it are forgotten.',
    spent: 'The code had been used before.',
    superseded: 'The account changed while the code was compared, so it did not count.',
  },
  'email-code': {
    sent: 'A code was mailed.',
    'too-soon': 'Another code cannot be mailed yet.',
  },
};
