/** The decision for a host that asks for it: the grant is published and handed out. @module */

import type { Result } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Credentials } from '../../ports/credentials.ts';
import type { Call } from '../call/call.ts';
import { publishGrant } from '../call/publish-event.ts';
import { authorize } from './authorize.ts';

export async function decideAccess(
  call: Call,
  presented: Credentials | null | undefined,
): Promise<Result<Grant, Denial>> {
  const permitted = await authorize(call, presented);
  return permitted.map(({ grant }) => {
    publishGrant(call.ports, grant);
    return grant;
  });
}
