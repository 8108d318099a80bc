/** The dialog that sets up an authenticator: QR code, secret, and first code. @module */

import type { Connection } from './connection.ts';
import { find, onSubmit, within } from './element.ts';

/** The part of the server's reply to a new enrollment that the dialog shows. */
export interface Enrollment {
  readonly secret: string;
  readonly qrCode: { readonly size: number; readonly path: string };
}

/**
 * The returned function shows an enrollment. It resolves to the recovery codes, or `undefined` on
 * cancel.
 */
export function createEnrollmentDialog(
  connection: Connection,
): (enrollment: Enrollment) => Promise<readonly string[] | undefined> {
  const dialog = find('enrollment', HTMLDialogElement);
  const secretText = find('enrollment-secret', HTMLElement);
  const code = find('enrollment-code', HTMLInputElement);
  const problem = find('enrollment-problem', HTMLElement);
  let finish: (recoveryCodes: readonly string[] | undefined) => void = () => undefined;

  onSubmit(within(dialog, 'form', HTMLFormElement), async () => {
    problem.textContent = '';
    const result = await connection.post('/api/totp/confirm', { code: code.value });
    if (result.kind === 'done') {
      finish(result.body['recoveryCodes'] as readonly string[]);
      return;
    }
    problem.textContent = 'The code does not match this secret. Check the clock of your phone.';
    code.select();
  });
  find('enrollment-cancel', HTMLButtonElement).addEventListener('click', () => finish(undefined));
  dialog.addEventListener('close', () => finish(undefined));

  return ({ secret, qrCode }) =>
    new Promise((resolve) => {
      find('qr-code', HTMLElement).replaceChildren(drawQrCode(qrCode));
      secretText.textContent = secret.replace(/(.{4})(?=.)/g, '$1 ');
      code.value = '';
      problem.textContent = '';
      dialog.showModal();
      code.focus();
      finish = (recoveryCodes) => {
        finish = () => undefined;
        dialog.close();
        find('qr-code', HTMLElement).replaceChildren();
        secretText.textContent = '';
        resolve(recoveryCodes);
      };
    });
}

function drawQrCode({ size, path }: Enrollment['qrCode']): SVGElement {
  const svg = svgElement('svg', {
    viewBox: `0 0 ${size} ${size}`,
    role: 'img',
    'shape-rendering': 'crispEdges',
  });
  const title = svgElement('title', {});
  title.textContent = 'QR code of the secret';
  svg.append(title, svgElement('path', { d: path, fill: '#000' }));
  return svg;
}

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
