/** The server's time, which locks and trust depend on, instead of this machine's clock. @module */

let aheadMs = 0;

/** Reads the time from the header `Date`. It has whole seconds, so half a second is added. */
export function noteServerTime(response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) aheadMs = date + 500 - Date.now();
}

/** Returns the server's time in epoch milliseconds. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** Returns the time until an instant as `4:59`, or `undefined` once it has passed. */
export function timeLeft(until: number): string | undefined {
  const leftMs = until - serverNow();
  if (!(leftMs > 0)) return undefined;
  const seconds = Math.max(1, Math.round(leftMs / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
}

/** Calls `tick` now and then every second, until it returns `false`. */
export function everySecond(tick: () => boolean): void {
  if (tick()) setTimeout(() => everySecond(tick), 1000);
}

export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
