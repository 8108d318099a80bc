/** A fresh set of recovery codes (P9). @module */

import { drawRecoveryCodes } from '../../domain/codes/recovery-code.ts';
import { digestSecret } from '../../domain/keys/keyed-names.ts';
import type { OrUnavailable } from '../call/call-port.ts';
import type { SubjectCall } from '../call/call.ts';
import { draw } from '../call/fresh-ids.ts';

/** The texts to show once, and the digests to store. */
export function freshRecoveryCodes(
  call: SubjectCall,
): OrUnavailable<{ readonly codes: readonly string[]; readonly digests: readonly string[] }> {
  const { policy, macs, subjectTag } = call;
  return draw(call, (random) => {
    const codes = drawRecoveryCodes(random, policy.recoveryCodes.count);
    const digests = codes.map((code) =>
      digestSecret(macs, ['recovery-code', subjectTag, code.replaceAll('-', '')]),
    );
    return { codes, digests };
  });
}
