/** Finds and creates elements. Text is never parsed as markup. @module */

/**
 * Finds the element with an id.
 *
 * @throws {TypeError} if the markup has no such element.
 */
export function find<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new TypeError(`#${id} must be in the markup`);
  return element;
}

/**
 * Finds an element within another one.
 *
 * @throws {TypeError} if the markup has no such element.
 */
export function within<Type extends Element>(
  parent: ParentNode,
  selector: string,
  type: new () => Type,
): Type {
  const element = parent.querySelector(selector);
  if (!(element instanceof type)) throw new TypeError(`${selector} must be in the markup`);
  return element;
}

/** Creates an element with a class and children. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

export function createButton(label: string, onClick: () => unknown): HTMLButtonElement {
  const button = create('button', 'quiet', label);
  button.type = 'button';
  button.addEventListener('click', () => void onClick());
  return button;
}

/** Shows the result of an action. */
export function show(
  output: HTMLOutputElement,
  tone: 'good' | 'bad',
  ...children: readonly (Node | string)[]
): void {
  output.className = tone;
  output.replaceChildren(...children);
}

/**
 * Handles a form's submission with `work`. Until `work` ends, the form cannot be submitted again.
 */
export function onSubmit(form: HTMLFormElement, work: (fields: FormData) => Promise<unknown>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = within(form, '[type=submit]', HTMLButtonElement);
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    void work(new FormData(form)).finally(() => (button.ariaBusy = 'false'));
  });
}
