/** Calls and values as short text on one line, for the tables that failures print. @module */

import type { StorageCall } from './storage-call.ts';

/** The instant at which the virtual clock starts. Instants are printed relative to it. */
export const startOfTime: number = Date.UTC(2026, 0, 1);

/** Numbers further than ten years from the start of time are no instants. */
const maxInstantMs = 10 * 365 * 86_400_000;
const maxTextLength = 24;

/** A call as text, such as `settle(AAB, { at: T+30000 })`. */
export function formatCall({ verb, args }: StorageCall): string {
  return `${verb}(${args.map((arg) => formatValue(arg)).join(', ')})`;
}

/** A value as text. Long texts are cut, instants are relative, `undefined` fields are left out. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return formatText(value);
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof Map) return formatValue([...(value as ReadonlyMap<unknown, unknown>).values()]);
  if (Array.isArray(value)) return `[${value.map((item) => formatValue(item)).join(', ')}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([name, field]) => `${name}: ${formatValue(field)}`).join(', ')} }`;
}

function formatText(text: string): string {
  // Tags and ids of the kit are counters, padded with `A`: the counter is enough to read.
  if (/^A{4}[A-Za-z0-9_-]{18}$/.test(text)) return text.slice(4).replace(/^A+/, '') || 'A';
  const short = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}… (${text.length})` : text;
  return JSON.stringify(short);
}

function formatNumber(number: number): string {
  const after = number - startOfTime;
  if (Math.abs(after) > maxInstantMs) return String(number);
  return after < 0 ? `T${after}` : `T+${after}`;
}
