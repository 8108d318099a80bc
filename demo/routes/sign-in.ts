/** Sign-up, login with the second factor, and logout. @module */

import type { ServerResponse } from 'node:http';
import { protectNode, readLogin } from 'second-factor/http';
import type { User } from '../accounts/users.ts';
import type { Demo } from '../demo.ts';
import { type DemoRequest, type Handler, sendJson, sendOwnRefusal } from '../http/call.ts';
import { sessionOf } from './identify.ts';
import { journaledAuthorizer } from './journaled-authorizer.ts';
import { textField } from './text-field.ts';

const minPasswordLength = 8;
const maxPasswordLength = 256;
const maxUsernameLength = 40;
const maxEmailLength = 254;

export function createSignIn(demo: Demo): Readonly<Record<string, Handler>> {
  const { users, sessions, cookie, loginLimit, clock } = demo;
  /** The users whose password was correct. The guard then asks for the second factor. */
  const authenticatedUsers = new WeakMap<DemoRequest, User>();
  const guardLogin = protectNode<'login', DemoRequest>(journaledAuthorizer(demo), {
    operation: 'login',
    identify: (request) => {
      const user = authenticatedUsers.get(request);
      return user === undefined ? undefined : { subject: user.id };
    },
    now: () => clock.now(),
  });

  return { 'POST /api/sign-up': signUp, 'POST /api/login': logIn, 'POST /api/logout': logOut };

  async function signUp({ body }: DemoRequest, response: ServerResponse): Promise<void> {
    const username = textField(body, 'username', maxUsernameLength);
    const email = textField(body, 'email', maxEmailLength);
    const password = textField(body, 'password', maxPasswordLength);
    if (username === undefined || !/^[\p{L}\p{N}._-]+$/u.test(username))
      return refuseInput(
        response,
        'The username must have 1 to 40 letters, digits, dots, dashes and underscores.',
      );
    if (email === undefined || !/^[^\s@<>(),;:\\"]+@[^\s@<>(),;:\\"]+$/.test(email))
      return refuseInput(response, 'The email must be one plain email address.');
    if (password === undefined || password.length < minPasswordLength)
      return refuseInput(response, `The password must have at least ${minPasswordLength} characters.`);
    const user = await users.signUp({ username, email, password });
    if (user === 'username-taken')
      return sendOwnRefusal(response, {
        status: 409,
        error: 'username-taken',
        message: 'This username is taken.',
      });
    await startSession(response, user, 201);
  }

  async function logIn(request: DemoRequest, response: ServerResponse): Promise<void> {
    const login = readLogin(request.body) as Readonly<Record<string, unknown>>;
    const username = textField(login, 'username', maxUsernameLength);
    const password = textField(login, 'password', maxPasswordLength);
    if (username === undefined || password === undefined)
      return refuseInput(response, 'Enter a username and a password.');
    const ip = request.socket.remoteAddress ?? '';
    if ((await loginLimit.charge(username, ip)) === 'too-many')
      return sendOwnRefusal(response, {
        status: 429,
        error: 'too-many-logins',
        message: 'Too many wrong passwords. Try again in 15 minutes.',
      });
    const user = await users.logIn(username, password);
    if (user === undefined)
      return sendOwnRefusal(response, {
        status: 401,
        error: 'wrong-login',
        message: 'The username or the password is wrong.',
      });
    await loginLimit.clear(username, ip);
    authenticatedUsers.set(request, user);
    let granted = false;
    await guardLogin(request, response, () => (granted = true));
    if (granted) await startSession(response, user, 200);
  }

  async function logOut(request: DemoRequest, response: ServerResponse): Promise<void> {
    const session = await sessionOf(demo, request);
    if (session !== undefined) await sessions.end(session);
    cookie.clear(response);
    sendJson(response, 200, { success: true });
  }

  /** Always starts a new session, so that nobody can choose its token (session fixation). */
  async function startSession(response: ServerResponse, user: User, status: number): Promise<void> {
    cookie.write(response, await sessions.start(user.id));
    sendJson(response, status, { success: true, username: user.username });
  }

  function refuseInput(response: ServerResponse, message: string): void {
    sendOwnRefusal(response, { status: 400, error: 'invalid-request', message });
  }
}
