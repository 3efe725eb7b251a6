import { serialize } from 'cookie';
import type { Request } from 'express';
import { z } from 'zod';
import { HouseError } from '../../../errors.ts';
import type { UserDoc } from '../../../store/users.ts';
import { anyUser } from '../../../store/users.ts';
import { addFirstAdministrator, changePerson } from '../../../users/people.ts';
import { presentUser } from '../../../users/present.ts';
import { checkPassword, closeSession, openSession } from '../../../users/sign-in.ts';
import type { Doors } from '../../doors.ts';
import { firstRun, signIn, userView } from '../../protocol.ts';
import { SESSION_COOKIE } from '../guard.ts';
import { type Asked, openRoute, type Route, userRoute } from '../route.ts';

const user = z.object({ user: userView });

const changeMe = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  language: z.string().max(10).optional(),
  shift: z.enum(['on', 'away', 'off']).optional(),
  password: z.string().min(10).max(1024).optional(),
  currentPassword: z.string().max(1024).optional(),
});

/** Signing in and out, and one's own data. */
export const sessionRoutes: Route[] = [
  openRoute({
    method: 'get',
    path: '/first-run',
    about: 'Whether the first administrator is still to be made.',
    answer: z.object({ needed: z.boolean() }),
    handle: async ({ house }) => ({ needed: !(await anyUser(house.store.users)) }),
  }),
  openRoute({
    method: 'post',
    path: '/first-run',
    about: 'Makes the first administrator and signs in; works once.',
    body: firstRun,
    answer: user,
    status: 201,
    handle: async (doors, asked) =>
      welcome(doors, asked, await addFirstAdministrator(doors.house, asked.body)),
  }),
  openRoute({
    method: 'post',
    path: '/session',
    about: 'Signs in with e-mail address and password and sets the session cookie.',
    body: signIn,
    answer: user,
    handle: async (doors, asked) => {
      const request = { ...asked.body, address: asked.address };
      return welcome(doors, asked, await checkPassword(doors.house, doors.throttle, request));
    },
  }),
  userRoute({
    method: 'get',
    path: '/session',
    who: 'user',
    about: 'Who is signed in.',
    answer: user,
    handle: async (_doors, { visitor }) => ({ user: presentUser(visitor.user) }),
  }),
  userRoute({
    method: 'delete',
    path: '/session',
    who: 'user',
    about: 'Signs out and ends the live connection.',
    handle: async ({ house, live }, { visitor, res, req }) => {
      await closeSession(house, visitor.credential);
      live.end([visitor.credential]);
      res.setHeader('Set-Cookie', serialize(SESSION_COOKIE, '', { ...cookieFacts(house, req), maxAge: 0 }));
    },
  }),
  userRoute({
    method: 'get',
    path: '/me',
    who: 'user',
    about: 'Own data.',
    answer: userView,
    handle: async (_doors, { visitor }) => presentUser(visitor.user),
  }),
  userRoute({
    method: 'patch',
    path: '/me',
    who: 'user',
    about: 'Changes own name, language, shift or password; a new password ends the other sessions.',
    body: changeMe,
    answer: userView,
    handle: async ({ house, live, throttle }, { visitor, body, address }) => {
      const { currentPassword, ...change } = body;
      if (change.password !== undefined) {
        const { email } = visitor.user;
        await checkPassword(house, throttle, { email, password: currentPassword ?? '', address }).catch(
          (error) => {
            if (!(error instanceof HouseError) || error.code !== 'unauthenticated') throw error;
            throw new HouseError('invalid', 'The current password is not right.', 'currentPassword');
          },
        );
      }
      const done = await changePerson(house, visitor.user._id, change, visitor.credential);
      live.end(done.ended);
      return presentUser(done.user);
    },
  }),
];

async function welcome(doors: Doors, { req, res }: Asked<unknown, unknown>, who: UserDoc) {
  const { secret, expiresAt } = await openSession(doors.house, who);
  const cookie = { ...cookieFacts(doors.house, req), expires: expiresAt };
  res.setHeader('Set-Cookie', serialize(SESSION_COOKIE, secret, cookie));
  return { user: presentUser(who) };
}

/** `Secure` whenever the page itself came over TLS, also behind a proxy that is not configured. */
function cookieFacts(house: Doors['house'], req: Request) {
  const tls = req.secure || req.headers.origin?.startsWith('https:') === true;
  const secure = tls || house.config.publicUrl?.startsWith(`https://${req.headers.host}`) === true;
  return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
}
