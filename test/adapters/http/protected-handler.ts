/** A handler under `protect`, and a subject with an authenticator who calls it. @module */

import { type ProtectOptions, protect } from '../../../src/adapters/http/index.ts';
import { type Operation, enrollTotp, testWorld } from '../../support/world.ts';

/** The options that a test sets; the rest have working values. */
export type Options = Partial<ProtectOptions<Request, Operation>>;

/** `reached` has how each request that reached the handler was granted. */
export async function subjectWithTotp(options: Options = {}) {
  const world = testWorld();
  const { secret, recoveryCodes } = await enrollTotp(world);
  const reached: string[] = [];
  const handler = protect(world.twoFactor, {
    operation: 'settings.save',
    identify: () => ({ subject: 'alice', session: 's1' }),
    ...options,
  })(async (request, grant) => {
    reached.push(grant.by);
    return Response.json({ by: grant.by, body: await request.text() });
  });
  const call = (headers: Record<string, string> = {}, body?: string): Promise<Response> =>
    handler(
      new Request('https://app.example/settings', {
        method: 'POST',
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    );
  return { world, secret, recoveryCodes, reached, handler, call };
}
