/** Decisions on Redis, as ratios to a bare GET of the same run. @module */

import { median, noiseOf } from './figures.ts';
import type { Samples } from './measure.ts';
import { percent, table, times } from './table.ts';

export interface RedisFigures {
  readonly parallel: number;
  readonly bytesPerSubject: number;
  readonly serverMicroseconds: number;
  readonly places: Readonly<Record<string, { readonly alone: Samples; readonly together: Samples }>>;
}

export function redisTable({ parallel, places, bytesPerSubject, serverMicroseconds }: RedisFigures): string {
  const rows = Object.entries(places).map(([name, { alone, together }]) => [
    name,
    (median(alone['GET'] ?? []) / 1e6).toFixed(2),
    times(costInGets(alone, 'trusted client')),
    times(costInGets(alone, 'whole verification')),
    times(costInGets(together, 'trusted client')),
    times(costInGets(together, 'whole verification')),
    percent(Math.max(noiseOf(alone), noiseOf(together))),
  ]);
  const head = [
    'latency and cost in GETs',
    'GET ms',
    'trusted client',
    'verification',
    `trusted client, ${parallel} at once`,
    `verification, ${parallel} at once`,
    'noise',
  ];
  const bytes = `${Math.round(bytesPerSubject)} bytes of Redis per subject with an authenticator, ten recovery codes and one trusted client`;
  return `${table([head, ...rows])}\n\n${bytes}; ${serverMicroseconds} µs of the server per script`;
}

function costInGets(samples: Samples, name: string): number {
  const gets = samples['GET'] ?? [];
  return median((samples[name] ?? []).map((time, round) => time / (gets[round] ?? Number.NaN)));
}
