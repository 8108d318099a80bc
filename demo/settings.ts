/** Reads the settings from the environment variables. @module */

import { type Result, err, ok, parseKeys } from 'second-factor';

export interface Settings {
  /** The TCP port; 0 lets the system choose. */
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  /** The origin that browsers use, if it differs from the address that the server listens on. */
  readonly origin: string | undefined;
  readonly redis: { readonly url: string; readonly keys: string } | undefined;
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An error is a sentence for the person who started the server. */
export function readSettings(env: Environment): Result<Settings, string> {
  const { PORT = '3000', HOST = '127.0.0.1', ORIGIN, REDIS_URL, SMTP_URL, SECOND_FACTOR_KEYS } = env;
  const port = Number(PORT);
  if (!/^\d{1,5}$/.test(PORT) || port > 65_535)
    return err(`PORT must be a number from 0 to 65535, not ${JSON.stringify(PORT)}.`);
  if (ORIGIN !== undefined && !isOrigin(ORIGIN))
    return err(`ORIGIN must be an origin such as https://demo.example, not ${JSON.stringify(ORIGIN)}.`);
  if (!isLoopback(HOST) && SMTP_URL === undefined)
    return err(
      'HOST must be a loopback address unless mails go elsewhere: set SMTP_URL. The built-in mailbox shows all mails to everybody.',
    );
  if (REDIS_URL !== undefined && SECOND_FACTOR_KEYS === undefined)
    return err('REDIS_URL must come with the keys of the stored data: set SECOND_FACTOR_KEYS.');
  if (SECOND_FACTOR_KEYS !== undefined && parseKeys(SECOND_FACTOR_KEYS).isErr())
    return err('SECOND_FACTOR_KEYS must be a text that generateKeys() returned.');
  return ok({
    port,
    host: HOST,
    origin: ORIGIN,
    redis: REDIS_URL === undefined ? undefined : { url: REDIS_URL, keys: SECOND_FACTOR_KEYS ?? '' },
    smtp:
      SMTP_URL === undefined
        ? undefined
        : { url: SMTP_URL, from: env['MAIL_FROM'] ?? 'Acme Demo <no-reply@acme.example>' },
  });
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
