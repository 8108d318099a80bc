/** What the demonstration shows of an account's past: its security events, and how the last decision came about. @module */

import type { Denial, Grant, GrantedBy, SecurityEvent } from 'second-factor';
import { explainTrace } from 'second-factor/audit';
import type { Rows } from './rows/rows.ts';

/** The last decision in words. */
export interface ShownDecision {
  readonly at: number;
  readonly operation: string;
  readonly outcome: 'granted' | 'refused';
  /** By what it was granted, or what kind of refusal it was. */
  readonly because: string;
  readonly steps: readonly string[];
}

export interface Journal {
  record(event: SecurityEvent): Promise<void>;
  events(subject: string): Promise<readonly SecurityEvent[]>;
  granted(grant: Grant): Promise<void>;
  refused(denial: Denial): Promise<void>;
  lastDecision(subject: string): Promise<ShownDecision | undefined>;
}

type ManagementGranted = Extract<SecurityEvent, { readonly kind: 'access-granted' }>;

const proofWords: Readonly<Record<GrantedBy, string>> = {
  'not-required': 'It was exempt.',
  'not-enrolled': 'There was nothing to ask for: no factor, no password, no address.',
  'access-token': 'An access token stood in.',
  'trusted-client': 'This client was trusted.',
  totp: 'The code of the authenticator app was right, and is spent.',
  email: 'The emailed code was right, and is spent.',
  'recovery-code': 'The recovery code was right, and is spent.',
  password: 'No factor was enrolled, and the password was right.',
};

const mostEvents = 50;
const decisionSeconds = 24 * 60 * 60;

/** `now` answers epoch milliseconds. */
export function createJournal(rows: Rows, now: () => number): Journal {
  return {
    async record(event) {
      await rows.push(`events:${event.subject}`, JSON.stringify(event), mostEvents);
      if (event.kind === 'access-granted' && event.operation.startsWith('second-factor.'))
        await managed(event);
    },
    async events(subject) {
      return (await rows.list(`events:${subject}`)).map((text) => JSON.parse(text) as SecurityEvent);
    },
    granted: ({ subject, operation, by, at, trace }) =>
      keep(subject, { at, operation, outcome: 'granted', because: by, steps: explainTrace(trace) }),
    async refused({ subject, operation, kind, trace }) {
      if (subject === undefined || operation === undefined) return;
      const steps = explainTrace(trace);
      await keep(subject, { at: now(), operation, outcome: 'refused', because: kind, steps });
    },
    async lastDecision(subject) {
      const text = await rows.get(`decision:${subject}`);
      return text === undefined ? undefined : (JSON.parse(text) as ShownDecision);
    },
  };

  /** A management call answers its result and not the grant that it rested on: its event tells what there is to tell. */
  async function managed({ subject, at, operation, by }: ManagementGranted): Promise<void> {
    const steps = [
      'The policy guards this change by itself, and trusted clients do not count.',
      proofWords[by],
    ];
    await keep(subject, { at, operation, outcome: 'granted', because: by, steps });
  }

  async function keep(subject: string, decision: ShownDecision): Promise<void> {
    await rows.set(`decision:${subject}`, JSON.stringify(decision), decisionSeconds);
  }
}
