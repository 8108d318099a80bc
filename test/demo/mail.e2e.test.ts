/** With `SMTP_URL`, mails go over SMTP, and the page shows no mailbox. @module */

import { afterEach, expect, test } from 'vitest';
import { type SmtpMailbox, smtpMailbox } from '../support/smtp-mailbox.ts';
import { alice, createCaller, withPassword } from './caller.ts';
import { startDemoProcess, stopDemoProcesses } from './demo-process.ts';

let mailbox: SmtpMailbox | undefined;
afterEach(async () => {
  await stopDemoProcesses();
  await mailbox?.close();
});

test('a code arrives over SMTP and is accepted', async () => {
  mailbox = await smtpMailbox();
  const demo = await startDemoProcess({ SMTP_URL: `smtp://127.0.0.1:${mailbox.port}` });
  const caller = createCaller(demo.address);
  await caller.post('/api/sign-up', alice);
  expect((await caller.post('/api/email/enable', undefined, withPassword)).status).toBe(200);

  const challenged = await caller.post('/api/operations/payout.send');
  expect(challenged.body.details).toMatchObject({
    method: 'email',
    codeGenerated: true,
    emailOrUsername: 'alice',
  });
  const mail = mailbox.received.find(({ email }) => email.subject === 'Your Acme Demo code');
  expect(mail?.recipients).toEqual([alice.email]);
  const code = /\d{3} \d{3}/.exec(mail?.email.text ?? '')?.[0] ?? '';
  const headers = { 'x-2fa-code': code, 'x-2fa-method': 'email' };
  expect((await caller.post('/api/operations/payout.send', undefined, headers)).status).toBe(200);
  expect((await caller.get('/api/state')).body).not.toHaveProperty('mails');
});

test('if the mail server is down, the operation is refused as unavailable', async () => {
  mailbox = await smtpMailbox();
  const demo = await startDemoProcess({ SMTP_URL: `smtp://127.0.0.1:${mailbox.port}` });
  const caller = createCaller(demo.address);
  await caller.post('/api/sign-up', alice);
  await caller.post('/api/email/enable', undefined, withPassword);
  await mailbox.close();
  mailbox = undefined;
  const reply = await caller.post('/api/operations/payout.send');
  expect(reply).toMatchObject({ status: 503, body: { errorType: 'unavailable' } });
});
