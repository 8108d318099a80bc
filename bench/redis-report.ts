/** Decisions on Redis, as ratios to a bare GET of the same run. @module */

import type { Bar } from './bars.ts';
import { median, noiseOf } from './figures.ts';
import { type Samples, metronome } from './measure.ts';
import { type RoundTrips, mostRoundTrips } from './round-trips.ts';
import { microseconds, percent, table, times } from './table.ts';

type Place = { readonly alone: Samples; readonly together: Samples };

export interface RedisFigures {
  readonly parallel: number;
  readonly bytesPerSubject: number;
  readonly serverMicroseconds: number;
  readonly roundTrips: RoundTrips;
  readonly places: Readonly<Record<string, Place>>;
}

const get = 'GET';

export function redisTable({ parallel, places, bytesPerSubject, serverMicroseconds }: RedisFigures): string {
  const names = Object.keys(Object.values(places)[0]?.alone ?? {}).filter(
    (name) => name !== get && name !== metronome,
  );
  const rows = Object.entries(places).flatMap(([place, { alone, together }]) =>
    (
      [
        ['one at a time', alone, 1],
        [`${parallel} at once`, together, parallel],
      ] as const
    ).map(([how, samples, calls]) => [
      `${place}, ${how}`,
      microseconds(median(samples[get] ?? []) / calls),
      ...names.map((name) => times(costInGets(samples, name))),
      percent(noiseOf(samples)),
    ]),
  );
  const bytes = `${Math.round(bytesPerSubject)} bytes of Redis per subject with an authenticator, ten recovery codes and one trusted client`;
  return `${table([['cost in GETs', 'GET µs', ...names, 'noise'], ...rows])}\n\n${bytes}; ${serverMicroseconds} µs of the server per script`;
}

/** The bars, in GETs of the same run: a place, a piece of work, the most. */
const mostGets = [
  [', one server', 'charge script', 1.6],
  [', one server', 'both scripts', 2.7],
  [', 2 ms away', 'charge and settle', 2.2],
] as const;

export function redisBars({ roundTrips, places }: RedisFigures): readonly Bar[] {
  const counts = Object.entries(mostRoundTrips).map(([name, most]) => {
    const trips = roundTrips[name as keyof RoundTrips];
    return { work: `round trips: ${name}`, bar: String(most), figure: String(trips), holds: trips <= most };
  });
  const ratios = Object.entries(places).flatMap(([place, { alone }]) =>
    mostGets
      .filter(([where]) => place.endsWith(where))
      .map(([, name, most]) => {
        const cost = costInGets(alone, name);
        return {
          work: `${name}, ${place}`,
          bar: `≤ ${most} GETs`,
          figure: times(cost),
          holds: cost <= most,
          noise: noiseOf(alone),
        };
      }),
  );
  return [...counts, ...ratios];
}

function costInGets(samples: Samples, name: string): number {
  const gets = samples[get] ?? [];
  return median((samples[name] ?? []).map((time, round) => time / (gets[round] ?? Number.NaN)));
}
