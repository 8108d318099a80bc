/** Formats calls and outcomes as one short line each, for the table of a failing law. @module */

import type { StorageCall } from './storage-call.ts';

/** The instant at which the virtual clock starts. Instants are printed relative to it: `T+30000`. */
export const startOfTime: number = Date.UTC(2026, 0, 1);

/** Numbers farther from `startOfTime` than ten years are not instants. */
const maxDistanceMs = 10 * 365 * 86_400_000;
const maxTextLength = 24;

/** For example `settle(AB, { at: T+30000, … })`. */
export function formatCall({ verb, args }: StorageCall): string {
  return `${verb}(${args.map((arg) => formatValue(arg)).join(', ')})`;
}

/** The value on one line: long texts cut, instants relative, `undefined` fields left out. */
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

/** A name of the arena, which pads its names with `A`, is shown without the padding. */
function formatText(text: string): string {
  if (/^A{4}[A-Za-z0-9_-]{18}$/.test(text)) return text.slice(4).replace(/^A+/, '') || 'A';
  const short = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}… (${text.length})` : text;
  return JSON.stringify(short);
}

function formatNumber(number: number): string {
  const sinceStart = number - startOfTime;
  if (Math.abs(sinceStart) > maxDistanceMs) return String(number);
  return sinceStart < 0 ? `T${sinceStart}` : `T+${sinceStart}`;
}
