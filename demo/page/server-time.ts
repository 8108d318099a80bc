/** The server's time as the page knows it: what is locked or trusted until when counts by it, whatever this machine's clock says. @module */

let aheadMs = 0;

/** Takes the time from an answer's `Date`, which is cut to the second: half of one is added. */
export function noteServerTime(response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) aheadMs = date + 500 - Date.now();
}

/** The server's instant in epoch milliseconds. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** What is left until an instant, as `4:59`; `undefined` once it has come. */
export function timeLeft(until: number): string | undefined {
  const leftMs = until - serverNow();
  if (!(leftMs > 0)) return undefined;
  const seconds = Math.max(1, Math.round(leftMs / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
}

/** Calls back at once and then once a second, until it answers `false`. */
export function everySecond(tick: () => boolean): void {
  if (tick()) setTimeout(() => everySecond(tick), 1000);
}

export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
