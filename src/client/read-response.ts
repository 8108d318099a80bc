/** Looks for a challenge in a response, which stays unread for the caller. @module */

import { type Challenge, parseJson, readChallenge } from './read-challenge.ts';

/** Challenges are far smaller. A longer body is not a challenge, and is not read to its end. */
const maxBodyBytes = 65_536;

/** Reads the body only if status and media type are those of a challenge. */
export async function challengeInResponse(response: Response): Promise<Challenge | undefined> {
  const { status, headers } = response;
  const isJson = /^application\/(problem\+)?json\b/i.test(headers.get('content-type') ?? '');
  if (!isJson || (status !== 400 && status !== 401 && status !== 429)) return undefined;
  const text = await readBody(response);
  if (text === undefined) return undefined;
  // The server's clock (RFC 9110 §6.6.1), so that a lock does not depend on this machine's.
  const sentAt = Date.parse(headers.get('date') ?? '');
  return readChallenge(parseJson(text), Number.isNaN(sentAt) ? undefined : sentAt);
}

/** Resolves to the whole text, or to `undefined` if it is too long or cannot be read. */
async function readBody(response: Response): Promise<string | undefined> {
  if (Number(response.headers.get('content-length')) > maxBodyBytes) return undefined;
  try {
    // The reader of the clone is never cancelled: on Node 20 a later abort would then become an
    // unhandled rejection, which ends the process.
    const reader = response.clone().body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    let size = 0;
    while (size <= maxBodyBytes) {
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return text;
      size += chunk.value.length;
      text += decoder.decode(chunk.value, { stream: true });
    }
  } catch {
    // The caller meets the same failure when they read the response.
  }
  return undefined;
}
