/** Tables and bars that compare the OTP functions with their peers. @module */

import type { Bar } from './bars.ts';
import { bestTenth, joinSamples, median, noiseOf, timesFaster } from './figures.ts';
import { type Samples, calibration } from './measure.ts';
import { microseconds, perSecond, table, times } from './table.ts';

const ours = 'second-factor';
const oursOnNode = 'second-factor, nodeHashing';

export type OtpSamples = Readonly<Record<string, Samples>>;

/** Joins the samples of several processes, for each piece of work. */
export function joinProcesses(processes: readonly OtpSamples[]): OtpSamples {
  const works = Object.keys(processes[0] ?? {});
  return Object.fromEntries(
    works.map((work) => [work, joinSamples(processes.map((samples) => samples[work] ?? {}))]),
  );
}

export function otpTable(work: string, samples: Samples): string {
  const names = Object.keys(samples).filter((name) => name !== calibration);
  const rows = names.map((name) => [
    name,
    microseconds(median(samples[name] ?? [])),
    microseconds(bestTenth(samples[name] ?? [])),
    perSecond(bestTenth(samples[name] ?? [])),
    times(timesFaster(samples, ours, name)),
    times(timesFaster(samples, oursOnNode, name)),
  ]);
  return table([[work, 'median µs', 'best tenth µs', 'per second', '÷ ours', '÷ ours on node'], ...rows]);
}

export function otpBars(samples: OtpSamples): readonly Bar[] {
  const bar = (work: string, name: string, peer: string, minRatio: number): Bar => {
    const measured = samples[work] ?? {};
    const ratio = timesFaster(measured, name, peer);
    return {
      work: `${work}, ${name}`,
      bar: `≥ ${minRatio} × ${peer}`,
      figure: times(ratio),
      holds: ratio >= minRatio,
      noise: noiseOf(measured),
    };
  };
  return [
    bar('verify, no match', ours, 'otpauth', 2.5),
    bar('verify, no match', ours, 'otplib', 8),
    bar('verify, no match', oursOnNode, 'otpauth', 4),
    bar('generate', ours, 'otpauth', 2),
  ];
}
