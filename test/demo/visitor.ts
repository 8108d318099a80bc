/** The steps of a person on the page. @module */

import jsQR from 'jsqr';
import type { Page } from 'playwright-core';
import { parseKeyUri } from 'second-factor/otp';
import { alice } from './caller.ts';
import type { DemoProcess } from './demo-process.ts';
import { oathtool } from './oathtool.ts';

/** jsQR is a CommonJS module, but its types describe an ES module. */
const readQrCode = jsQR as unknown as typeof jsQR.default;

/** For `expect.poll`: the page updates shortly after a response. */
export const polling = { timeout: 5_000 };

export async function signUp(page: Page): Promise<void> {
  await page.fill('#sign-up-username', alice.username);
  await page.fill('#sign-up-email', alice.email);
  await page.fill('#sign-up-password', alice.password);
  await page.click('#sign-up button');
  await page.locator('#signed-in').waitFor();
}

export async function logIn(page: Page): Promise<void> {
  await page.fill('#log-in-username', alice.username);
  await page.fill('#log-in-password', alice.password);
  await page.click('#log-in button');
}

/** Enters a code or password into the challenge and submits it. */
export async function answerChallenge(page: Page, text: string): Promise<void> {
  await page.locator('#challenge').waitFor();
  await page.fill('#challenge-code', text);
  await page.click('#challenge-submit');
}

/** Sets up an authenticator by its QR code. Resolves to the secret and the recovery codes. */
export async function setUpAuthenticator(
  page: Page,
  demo: DemoProcess,
): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  await page.click('#totp-enroll');
  await answerChallenge(page, alice.password);
  await page.locator('#enrollment').waitFor();
  const secret = await scanQrCode(page);
  await page.fill('#enrollment-code', oathtool(secret, demo.now()));
  await page.click('#enrollment [type=submit]');
  await page.locator('#recovery').waitFor();
  const text = await page.locator('#recovery-codes').innerText();
  await page.click('#recovery [type=submit]');
  await page.locator('#factors-output.good').waitFor();
  return { secret, recoveryCodes: text.split('\n') };
}

export async function saveSettings(page: Page, displayName: string): Promise<void> {
  await page.fill('#display-name', displayName);
  await page.click('#settings button');
}

/** Waits until the challenge shows this problem. */
export async function expectProblem(page: Page, text: string): Promise<void> {
  await page.locator('#challenge-problem').filter({ hasText: text }).waitFor();
}

/** Waits until a form shows this result. */
export async function expectOutcome(
  page: Page,
  form: string,
  text: string,
  output = `${form} output`,
): Promise<void> {
  await page.locator(output).filter({ hasText: text }).waitFor();
}

/** Reads the base32 secret from a screenshot of the QR code, as a phone does. */
export async function scanQrCode(page: Page): Promise<string> {
  const picture = await page.locator('#qr-code').screenshot();
  const { data, width, height } = await pixelsOf(page, picture);
  const read = readQrCode(data, width, height);
  const uri = parseKeyUri(read?.data ?? '')._unsafeUnwrap();
  const typed = (await page.locator('#enrollment-secret').innerText()).replaceAll(' ', '');
  const scanned = new URL(read?.data ?? '').searchParams.get('secret') ?? '';
  if (typed !== scanned || uri.issuer !== 'Acme Demo')
    throw new Error('the QR code must contain the secret next to it');
  return scanned;
}

/** Decodes a PNG to pixels, in an empty page of the same browser. */
async function pixelsOf(
  page: Page,
  png: Buffer,
): Promise<{ readonly data: Uint8ClampedArray; readonly width: number; readonly height: number }> {
  const blank = await page.context().newPage();
  const { pixels, width, height } = await blank.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d');
    drawing?.drawImage(image, 0, 0);
    const pixels = drawing?.getImageData(0, 0, image.width, image.height).data ?? [];
    return { pixels: [...pixels], width: image.width, height: image.height };
  }, png.toString('base64'));
  await blank.close();
  return { data: Uint8ClampedArray.from(pixels), width, height };
}
