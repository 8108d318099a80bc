/** A readable table of the calls of one run, in the order in which they ran. @module */

import { formatCall, formatValue } from './format-call.ts';
import type { StorageCall } from './storage-call.ts';

/** One row: a call, its caller and its outcome. Rows become text only when the table is printed. */
export interface CallRow {
  readonly by: string;
  readonly call: StorageCall | string;
  readonly outcome: unknown;
}

/** A growing table of calls. */
export interface CallTable {
  add(row: CallRow): void;
  /** The table as text; of a long table only the last rows. */
  format(): string;
}

const maxRows = 40;
const maxCallWidth = 150;
const maxOutcomeWidth = 160;

export function createCallTable(): CallTable {
  const rows: CallRow[] = [];
  return {
    add: (row) => rows.push(row),
    format() {
      const hidden = Math.max(0, rows.length - maxRows);
      const shown = rows.slice(hidden).map(({ by, call, outcome }, index) => ({
        number: String(hidden + index + 1),
        by,
        call: cut(typeof call === 'string' ? call : formatCall(call), maxCallWidth),
        outcome: cut(formatOutcome(outcome), maxOutcomeWidth),
      }));
      const header = { number: '#', by: 'by', call: 'call', outcome: 'outcome' };
      const lines = [header, ...shown];
      const width = (field: keyof typeof header): number =>
        Math.max(...lines.map((line) => line[field].length));
      const [number, by, call] = [width('number'), width('by'), width('call')];
      const text = lines.map(
        (line) =>
          `${line.number.padStart(number)} | ${line.by.padEnd(by)} | ${line.call.padEnd(call)} | ${line.outcome}`,
      );
      return [`in the order run${hidden > 0 ? ` (without the first ${hidden})` : ''}:`, ...text].join('\n');
    },
  };
}

/** The kind and the short fields of an outcome; the state is left out. */
function formatOutcome(outcome: unknown): string {
  if (typeof outcome === 'string') return outcome;
  const kind = (outcome as { readonly kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string') return formatValue(outcome);
  const { kind: _, state: __, ...rest } = outcome as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? kind : `${kind} ${formatValue(rest)}`;
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}
