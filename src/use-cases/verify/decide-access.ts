/** The decision for a host that asks for it: the grant is published and handed out. @module */

import type { Result } from 'neverthrow';
import { vouchingOperation, writeReceipt } from '../../domain/codes/change-receipt.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { isFactor } from '../../domain/policy/method.ts';
import type { Credentials } from '../../ports/credentials.ts';
import type { Call } from '../call/call.ts';
import { publishGrant } from '../call/publish-event.ts';
import { type Permitted, authorize } from './authorize.ts';

export async function decideAccess(
  call: Call,
  presented: Credentials | null | undefined,
): Promise<Result<Grant, Denial>> {
  const permitted = await authorize(call, presented);
  return permitted.map((permission) => {
    publishGrant(call.ports, permission.grant);
    return withReceipt(permission);
  });
}

/** A factor that was verified to change the account vouches for its new addresses, once (P7). */
function withReceipt({ grant, call: { macs, subjectTag: tag }, facts }: Permitted): Grant {
  const { operation, by, at } = grant;
  return operation === vouchingOperation && isFactor(by)
    ? { ...grant, receipt: writeReceipt(macs, { tag, by, at }, facts.state.generation) }
    : grant;
}
