/** Signing up, logging in with the second factor, logging out. @module */

import type { ServerResponse } from 'node:http';
import { protectNode, readLogin } from 'second-factor/http';
import type { User } from '../accounts/users.ts';
import type { Demo } from '../demo.ts';
import { type DemoRequest, type Handler, sendJson, sendOwnRefusal } from '../http/call.ts';
import { sessionOf } from './identify.ts';
import { notedDecisions } from './noted-decisions.ts';
import { textField } from './text-field.ts';

const shortestPassword = 8;
const longestPassword = 256;

export function createSignIn(demo: Demo): Readonly<Record<string, Handler>> {
  const { users, sessions, cookie, loginLimit, clock } = demo;
  /** Who was recognised by name and password; the guard asks for the second factor. */
  const recognised = new WeakMap<DemoRequest, User>();
  const guardLogin = protectNode<'login', DemoRequest>(notedDecisions(demo), {
    operation: 'login',
    identify: (request) => {
      const user = recognised.get(request);
      return user === undefined ? undefined : { subject: user.id };
    },
    now: () => clock.now(),
  });

  return { 'POST /api/sign-up': signUp, 'POST /api/login': logIn, 'POST /api/logout': logOut };

  async function signUp({ body }: DemoRequest, response: ServerResponse): Promise<void> {
    const username = textField(body, 'username', 40);
    const email = textField(body, 'email', 254);
    const password = textField(body, 'password', longestPassword);
    if (username === undefined || !/^[\p{L}\p{N}._-]+$/u.test(username))
      return refuse(response, 'A username has up to 40 letters, digits, dots and dashes.');
    if (email === undefined || !/^[^\s@<>(),;:\\"]+@[^\s@<>(),;:\\"]+$/.test(email))
      return refuse(response, 'That is not an email address.');
    if (password === undefined || password.length < shortestPassword)
      return refuse(response, `A password has at least ${shortestPassword} characters.`);
    const user = await users.signUp({ username, email, password });
    if (user === 'username-taken')
      return sendOwnRefusal(response, {
        status: 409,
        error: 'username-taken',
        message: 'Somebody has this username already.',
      });
    await welcome(response, user, 201);
  }

  async function logIn(request: DemoRequest, response: ServerResponse): Promise<void> {
    const login = readLogin(request.body) as Readonly<Record<string, unknown>>;
    const username = textField(login, 'username', 40);
    const password = textField(login, 'password', longestPassword);
    if (username === undefined || password === undefined)
      return refuse(response, 'A username and a password are needed.');
    const ip = request.socket.remoteAddress ?? '';
    if ((await loginLimit.charge(username, ip)) === 'too-many')
      return sendOwnRefusal(response, {
        status: 429,
        error: 'too-many-logins',
        message: 'Too many wrong passwords. Try again in a quarter of an hour.',
      });
    const user = await users.logIn(username, password);
    if (user === undefined)
      return sendOwnRefusal(response, {
        status: 401,
        error: 'wrong-login',
        message: 'This username and this password do not belong together.',
      });
    await loginLimit.clear(username, ip);
    recognised.set(request, user);
    let granted = false;
    await guardLogin(request, response, () => (granted = true));
    if (granted) await welcome(response, user, 200);
  }

  async function logOut(request: DemoRequest, response: ServerResponse): Promise<void> {
    const session = await sessionOf(demo, request);
    if (session !== undefined) await sessions.end(session);
    cookie.clear(response);
    sendJson(response, 200, { success: true });
  }

  /** A new session, whatever there was before: nobody gets to choose its token. */
  async function welcome(response: ServerResponse, user: User, status: number): Promise<void> {
    cookie.write(response, await sessions.start(user.id));
    sendJson(response, status, { success: true, username: user.username });
  }

  function refuse(response: ServerResponse, message: string): void {
    sendOwnRefusal(response, { status: 400, error: 'invalid-request', message });
  }
}
