/** An SVG chart of the time that each library takes, relative to second-factor. @module */

import { timesFaster } from './figures.ts';
import type { Samples } from './measure.ts';
import { calibration } from './measure.ts';

const works = ['generate', 'verify, no match', 'cold start'];
const ours = 'second-factor';
const bar = { height: 16, gap: 4, left: 190, width: 330 };

/** The bars have a logarithmic scale, so that the slowest library does not dwarf the others. */
export function chart(samples: Readonly<Record<string, Samples>>): string {
  const lines: string[] = [];
  let y = 0;
  for (const work of works) {
    const measured = samples[work] ?? {};
    const ratios = Object.keys(measured)
      .filter((name) => name !== calibration)
      .map((name) => ({ name, ratio: timesFaster(measured, ours, name) }))
      .toSorted((a, b) => a.ratio - b.ratio);
    y += 24;
    lines.push(`<text x="0" y="${y}" font-weight="bold">${work}: time, second-factor = 1</text>`);
    y += 8;
    for (const { name, ratio } of ratios) {
      const width = Math.max(2, Math.round((Math.log2(ratio * 2) / 7) * bar.width));
      const color = name.startsWith(ours) ? '#2da44e' : '#8c959f';
      const middle = y + 12;
      lines.push(
        `<text x="${bar.left - 8}" y="${middle}" text-anchor="end">${name}</text>`,
        `<rect x="${bar.left}" y="${y}" width="${width}" height="${bar.height}" fill="${color}"/>`,
        `<text x="${bar.left + width + 6}" y="${middle}">${ratio.toFixed(1)}</text>`,
      );
      y += bar.height + bar.gap;
    }
  }
  const style = 'font-family="sans-serif" font-size="12" fill="#57606a"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 ${y + 8}" ${style}>\n${lines.join('\n')}\n</svg>\n`;
}
