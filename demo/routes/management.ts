/** The library's management calls over HTTP. @module */

import type { ServerResponse } from 'node:http';
import type { Denial, ManagementProof, ManagementRefusal, ResultAsync } from 'second-factor';
import { readClient, readCode } from 'second-factor/http';
import type { Session } from '../accounts/sessions.ts';
import type { Demo } from '../demo.ts';
import { type DemoRequest, type Handler, sendJson, sendRefusal } from '../http/call.ts';
import { sessionOf } from './identify.ts';
import { drawQrCode } from './qr-code.ts';
import { textField } from './text-field.ts';

/** A management call of the library for a subject with a session. The page receives its result. */
type ManagementCall = (input: {
  readonly subject: string;
  readonly proof: ManagementProof;
  readonly body: DemoRequest['body'];
  readonly request: DemoRequest;
}) => ResultAsync<object | void, Denial | ManagementRefusal>;

const maxMonths = 12;
const maxFieldLength = 20_000;

export function createManagement(demo: Demo): Readonly<Record<string, Handler>> {
  const { twoFactor, sessions, journal, clock, showKeyUri } = demo;
  const { totp, email, recoveryCodes, trustedClients, accessTokens } = twoFactor;

  return {
    'POST /api/totp/enroll': manage(({ subject, proof, request }) =>
      totp.enroll(subject, { proof }).map((enrollment) => {
        // The page shows the QR code itself. For a caller without the page, the terminal shows it.
        if (request.headers['sec-fetch-site'] === undefined) showKeyUri(enrollment.keyUri);
        return { ...enrollment, qrCode: drawQrCode(enrollment.keyUri) };
      }),
    ),
    'POST /api/totp/confirm': manage(({ subject, body }) => totp.confirm(subject, textOrEmpty(body, 'code'))),
    'POST /api/totp/remove': manage(({ subject, proof }) => totp.remove(subject, { proof })),
    'POST /api/email/enable': manage(({ subject, proof }) => email.enable(subject, { proof })),
    'POST /api/email/disable': manage(({ subject, proof }) => email.disable(subject, { proof })),
    'POST /api/recovery-codes/regenerate': manage(({ subject, proof }) =>
      recoveryCodes.regenerate(subject, { proof }),
    ),
    'POST /api/trusted-clients/revoke': manage(({ subject, body }) =>
      trustedClients.revoke(subject, textOrEmpty(body, 'id')),
    ),
    'POST /api/trusted-clients/revoke-all': manage(({ subject }) => trustedClients.revokeAll(subject)),
    'POST /api/access-tokens/create': manage(({ subject, proof, body }) =>
      accessTokens.create(subject, {
        name: textOrEmpty(body, 'name'),
        bypass: body['bypass'] === true,
        expiresAt: expiryOf(body['months']),
        proof,
      }),
    ),
    'POST /api/access-tokens/revoke': manage(({ subject, body }) =>
      accessTokens.revoke(subject, textOrEmpty(body, 'id')),
    ),
  };

  function manage(call: ManagementCall): Handler {
    return async (request, response) => {
      const session = await sessionOf(demo, request);
      if (session === undefined) return sendRefusal(response, { kind: 'not-authenticated' }, clock.now());
      const client = readClient(request, { session: session.id, signedInAt: session.signedInAt });
      const proof = { client, code: readCode(request.headers) };
      const result = await call({ subject: session.subject, proof, body: request.body, request });
      if (result.isOk()) return succeed(response, session, result.value ?? {});
      if ('trace' in result.error) await journal.refused(result.error);
      sendRefusal(response, result.error, clock.now());
    };
  }

  /**
   * Ends the other sessions after a change of factors. The owner may be taking the account back
   * from somebody who has a session.
   */
  async function succeed(response: ServerResponse, session: Session, value: object): Promise<void> {
    if ('endOtherSessions' in value) await sessions.endOthers(session);
    sendJson(response, 200, { success: true, ...value });
  }

  function expiryOf(months: unknown): number | undefined {
    if (typeof months !== 'number' || !Number.isInteger(months) || months < 1 || months > maxMonths)
      return undefined;
    return clock.now() + months * 30 * 24 * 60 * 60 * 1000;
  }
}

/** Returns a missing field as an empty string, which the library refuses. */
function textOrEmpty(body: DemoRequest['body'], name: string): string {
  return textField(body, name, maxFieldLength) ?? '';
}
