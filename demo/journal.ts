/** What the demonstration shows of an account's past: its security events, and how the last decision came about. @module */

import type { Denial, Grant, SecurityEvent } from 'second-factor';
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

const mostEvents = 50;
const decisionSeconds = 24 * 60 * 60;

/** `now` answers epoch milliseconds. */
export function createJournal(rows: Rows, now: () => number): Journal {
  return {
    record: (event) => rows.push(`events:${event.subject}`, JSON.stringify(event), mostEvents),
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

  async function keep(subject: string, decision: ShownDecision): Promise<void> {
    await rows.set(`decision:${subject}`, JSON.stringify(decision), decisionSeconds);
  }
}
