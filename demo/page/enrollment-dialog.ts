/** Setting up an authenticator: the QR code, the secret as text, and the first code. @module */

import type { Connection } from './connection.ts';
import { find, onSubmit, within } from './element.ts';

/** What the server answers when an enrollment starts, as far as it is shown. */
export interface Enrollment {
  readonly secret: string;
  readonly qrCode: { readonly size: number; readonly path: string };
}

/** Shows what the server answered, and resolves with the recovery codes, or `undefined` where the person gave up. */
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
    const ended = await connection.post('/api/totp/confirm', { code: code.value });
    if (ended.kind === 'done') {
      finish(ended.body['recoveryCodes'] as readonly string[]);
      return;
    }
    problem.textContent = 'That is not the code that belongs to this secret. Is the phone’s clock right?';
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
