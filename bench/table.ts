/** Formats tables that are readable in a terminal and valid Markdown. @module */

/** The first row is the head. Every column except the first is aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) => {
    const cells = widths.map((width, column) =>
      column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width),
    );
    return `| ${cells.join(' | ')} |`;
  });
  const rule = `|${widths.map((width, column) => '-'.repeat(width + 1) + (column === 0 ? '-' : ':')).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function perSecond(nanoseconds: number): string {
  return Math.round(1e9 / nanoseconds)
    .toLocaleString('en')
    .replaceAll(',', ' ');
}

export function microseconds(nanoseconds: number): string {
  return (nanoseconds / 1000).toFixed(2);
}

export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
