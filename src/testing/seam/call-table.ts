/** What reached a storage, in the order in which it ran, as a table for people. @module */

import { formatCall, formatValue } from './format-call.ts';
import type { StorageCall } from './storage-call.ts';

/** One row: a call, who made it, and what came of it. Texts are made only when the table is printed. */
export interface CallRow {
  readonly by: string;
  readonly call: StorageCall | string;
  readonly answer: unknown;
}

/** A growing table of calls. */
export interface CallTable {
  add(row: CallRow): void;
  /** As text; only the last rows of a long table. */
  format(): string;
}

const shownRows = 40;
const widestCall = 150;
const widestAnswer = 160;

export function createCallTable(): CallTable {
  const rows: CallRow[] = [];
  return {
    add: (row) => rows.push(row),
    format() {
      const hidden = Math.max(0, rows.length - shownRows);
      const shown = rows.slice(hidden).map(({ by, call, answer }, index) => ({
        number: String(hidden + index + 1),
        by,
        call: cut(typeof call === 'string' ? call : formatCall(call), widestCall),
        answer: cut(formatAnswer(answer), widestAnswer),
      }));
      const header = { number: '#', by: 'by', call: 'call', answer: 'answer' };
      const lines = [header, ...shown];
      const width = (field: keyof typeof header): number =>
        Math.max(...lines.map((line) => line[field].length));
      const [number, by, call] = [width('number'), width('by'), width('call')];
      const text = lines.map(
        (line) =>
          `${line.number.padStart(number)} | ${line.by.padEnd(by)} | ${line.call.padEnd(call)} | ${line.answer}`,
      );
      return [`in the order run${hidden > 0 ? ` (the first ${hidden} are left out)` : ''}:`, ...text].join(
        '\n',
      );
    },
  };
}

/** The kind of an answer, or the answer in short. */
function formatAnswer(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  const kind = (answer as { readonly kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string') return formatValue(answer);
  const { kind: _, state: __, ...rest } = answer as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? kind : `${kind} ${formatValue(rest)}`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
