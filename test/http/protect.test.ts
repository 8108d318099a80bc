/** The guard of Web-standard handlers: challenge, wrong code, right code, trust, and everything that must not pass. @module */

import { describe, expect, it } from 'vitest';
import { protect } from '../../src/adapters/http/index.ts';
import { codeOf, enrolTotp, testWorld } from '../support/world.ts';

describe('protect', () => {
  it('challenges, refuses a wrong code, opens by the right one, and trusts the client', async () => {
    const world = testWorld();
    const { secret } = await enrolTotp(world);
    const handler = protect(world.twoFactor, {
      operation: 'settings.save',
      identify: () => ({ subject: 'alice', session: 's1' }),
    })((_request, grant) => Response.json({ by: grant.by }));
    const call = (headers: Record<string, string> = {}): Promise<Response> =>
      handler(new Request('https://app.example/settings', { method: 'POST', headers }));

    const challenge = await call();
    expect(challenge.status).toBe(400);
    expect(await challenge.text()).toBe(
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    );
    const wrong = await call({ 'x-2fa-code': '000000', 'x-2fa-method': 'totp' });
    expect(await wrong.json()).toMatchObject({ errorType: 'totp-invalid', details: { attemptsLeft: 4 } });
    const right = await call({ 'x-2fa-code': codeOf(secret, world.clock.at), 'x-2fa-method': 'totp' });
    expect(await right.json()).toEqual({ by: 'totp' });
    expect(await (await call()).json()).toEqual({ by: 'trusted-client' });
  });
});
