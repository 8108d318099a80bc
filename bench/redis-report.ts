/** Reports decisions on Redis as ratios to a bare GET of the same run. @module */

import type { Bar } from './bars.ts';
import { median, noiseOf } from './figures.ts';
import { type Samples, calibration } from './measure.ts';
import { type RoundTrips, maxRoundTrips } from './round-trips.ts';
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
    (name) => name !== get && name !== calibration,
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
  const bytes = `A subject with an authenticator, ten recovery codes and one trusted client takes ${Math.round(bytesPerSubject)} bytes of Redis`;
  return `${table([['cost in GETs', 'GET µs', ...names, 'noise'], ...rows])}\n\n${bytes}; a script takes ${serverMicroseconds} µs of the server`;
}

/** The bars, in GETs of the same run: place, piece of work, maximum. */
const maxGets = [
  [', one server', 'charge script', 1.6],
  [', one server', 'both scripts', 2.7],
  [', 2 ms away', 'charge and settle', 2.2],
] as const;

export function redisBars({ roundTrips, places }: RedisFigures): readonly Bar[] {
  const counts = Object.entries(maxRoundTrips).map(([name, max]) => {
    const trips = roundTrips[name as keyof RoundTrips];
    return { work: `round trips: ${name}`, bar: String(max), figure: String(trips), holds: trips <= max };
  });
  const ratios = Object.entries(places).flatMap(([place, { alone }]) =>
    maxGets
      .filter(([where]) => place.endsWith(where))
      .map(([, name, max]) => {
        const cost = costInGets(alone, name);
        return {
          work: `${name}, ${place}`,
          bar: `≤ ${max} GETs`,
          figure: times(cost),
          holds: cost <= max,
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
