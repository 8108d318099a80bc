/** Mails over real SMTP on loopback: addresses, refusals, faults, and codes. @module */

import { createTransport } from 'nodemailer';
import { createMailer } from 'second-factor/adapters/mail';
import { afterEach, describe, expect, it } from 'vitest';
import { type SmtpMailbox, smtpMailbox } from '../../support/smtp-mailbox.ts';
import { type TestAccount, type TestWorld, testWorld } from '../../support/world.ts';
import { codeMail } from './mails.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const alice: TestAccount = { username: 'alice', verifiedEmails: ['alice@example.org'] };
const ask = { subject: 'alice', operation: 'second-factor.email.enable' } as const;

describe('over SMTP', () => {
  it('a mail arrives for its one recipient', async () => {
    const { mailbox, mailer } = await connected();
    await mailer.send(codeMail);
    expect(mailbox.received.map(({ recipients }) => recipients)).toEqual([['alice@example.org']]);
    expect(mailbox.received[0]?.email).toMatchObject({
      subject: 'Your Acme code',
      from: { name: 'Acme', address: 'no-reply@acme.example' },
      to: [{ address: 'alice@example.org' }],
    });
  });

  it('non-ASCII names and addresses arrive unchanged', async () => {
    const { mailbox, mailer } = await connected();
    const data = { ...codeMail.data, issuer: 'Größenwahn 株式会社', username: 'Zoë Ångström 🙂' };
    await mailer.send({ ...codeMail, to: 'zoë@münchen.example', data });
    const [mail] = mailbox.received;
    expect(mail?.recipients).toEqual(['zoë@münchen.example']);
    expect(mail?.email.subject).toBe('Your Größenwahn 株式会社 code');
    for (const part of [mail?.email.text, mail?.email.html]) {
      expect(part).toContain('Zoë Ångström 🙂');
      expect(part).toContain('Größenwahn 株式会社');
    }
  });

  it('an international domain is sent in ASCII form if the rest of the address is ASCII', async () => {
    const { mailbox, mailer } = await connected();
    await mailer.send({ ...codeMail, to: 'zoe@münchen.example' });
    expect(mailbox.received[0]?.raw).toMatch(/^To: zoe@xn--mnchen-3ya\.example$/m);
  });

  it('send rejects if the server refuses the recipient, and no code is valid', async () => {
    const { mailbox, mailer } = await connected({
      onRcptTo: ({ address }, _session, callback) => callback(new Error(`no such user ${address}`)),
    });
    await expect(mailer.send(codeMail)).rejects.toThrow('no such user');
    const world = testWorld({ mailer, accounts: { alice } });
    await expectMailerUnavailable(world);
    expect(mailbox.received).toEqual([]);
  });

  it('send rejects if the server refuses the mail', async () => {
    const { mailer } = await connected({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.on('end', () => callback(new Error('too much today')));
      },
    });
    await expect(mailer.send(codeMail)).rejects.toThrow('too much today');
  });

  it('send rejects if the connection drops, and the next request sends another code at once', async () => {
    let drops = 1;
    const { mailbox, mailer } = await connected({
      onRcptTo(_address, _session, callback) {
        if (drops-- > 0) mailbox.dropConnections();
        else callback();
      },
    });
    const world = testWorld({ mailer, accounts: { alice } });
    await expectMailerUnavailable(world);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-required',
      email: { codeGenerated: true },
    });
    expect(mailbox.received).toHaveLength(1);
  });

  it('send rejects if no server listens', async () => {
    const { mailbox, mailer } = await connected();
    await mailbox.close();
    await expect(mailer.send(codeMail)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('a mail times out after ten seconds, and its code still works if it arrives later', async () => {
    const taken = latch();
    const release = latch();
    const { mailbox, mailer } = await connected({
      hold: () => {
        taken.open();
        return release.opened;
      },
    });
    const world = testWorld({ mailer, accounts: { alice } });
    const pending = world.twoFactor.authorize(ask);
    await taken.opened;
    world.clock.advance(9_999);
    expect(await Promise.race([pending, turnOfTheLoop()])).toBe('still waiting');
    world.clock.advance(1);
    expect((await pending)._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'mailer' });
    release.open();
    const code = { method: 'email', value: codeIn(mailbox) } as const;
    expect((await world.twoFactor.email.enable('alice', { proof: { code } })).isOk()).toBe(true);
  });
});

describe('a challenge by email', () => {
  it('mails a code that permits the operation once', async () => {
    const { mailbox, mailer } = await connected();
    const world = testWorld({ mailer, accounts: { alice } });

    expect((await world.twoFactor.email.enable('alice')).isErr()).toBe(true);
    const proof = { code: { value: codeIn(mailbox) } };
    expect((await world.twoFactor.email.enable('alice', { proof })).isOk()).toBe(true);
    await expect
      .poll(() => mailbox.received.at(-1)?.email.subject)
      .toBe('Email as a second factor was added to your Acme account');
    world.clock.advance(60_000);

    const login = { subject: 'alice', operation: 'login' } as const;
    expect((await world.twoFactor.authorize(login))._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-required',
      method: 'email',
      email: { codeGenerated: true },
    });
    const code = { value: codeIn(mailbox) };
    expect((await world.twoFactor.authorize({ ...login, code }))._unsafeUnwrap().by).toBe('email');
    expect((await world.twoFactor.authorize({ ...login, code }))._unsafeUnwrapErr().kind).toBe(
      'second-factor-invalid',
    );
  });

  it('mails the code to every verified address separately', async () => {
    const { mailbox, mailer } = await connected();
    const verifiedEmails = ['alice@example.org', 'alice@work.example'];
    const world = testWorld({ mailer, accounts: { alice: { ...alice, verifiedEmails } } });
    expect((await world.twoFactor.authorize(ask)).isErr()).toBe(true);
    expect(new Set(mailbox.received.map(({ recipients }) => recipients.join()))).toEqual(
      new Set(verifiedEmails),
    );
    expect(mailbox.received).toHaveLength(2);
  });
});

async function connected(behavior: Parameters<typeof smtpMailbox>[0] = {}): Promise<{
  readonly mailbox: SmtpMailbox;
  readonly mailer: ReturnType<typeof createMailer>;
}> {
  const mailbox = await smtpMailbox(behavior);
  const transport = createTransport({ host: '127.0.0.1', port: mailbox.port });
  opened.push(mailbox, transport);
  return { mailbox, mailer: createMailer({ transport, from: 'Acme <no-reply@acme.example>' }) };
}

/** The code in the newest mail that has one, as a person copies it. */
function codeIn(mailbox: SmtpMailbox): string {
  const texts = mailbox.received.map(({ email }) => /^ {4}(\d{3} \d{3})$/m.exec(email.text ?? '')?.[1]);
  return texts.findLast((code) => code !== undefined) ?? 'no code';
}

/** A promise that the test opens: the test or the server waits for it. */
function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Resolves after everything that is already scheduled in this turn of the event loop. */
function turnOfTheLoop(): Promise<string> {
  return new Promise((resolve) => setImmediate(resolve, 'still waiting'));
}

async function expectMailerUnavailable(world: TestWorld): Promise<void> {
  const denial = (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
  expect(denial).toMatchObject({ kind: 'unavailable', port: 'mailer' });
}
