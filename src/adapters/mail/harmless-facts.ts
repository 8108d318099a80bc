/** Makes values that users and administrators choose safe to show in a mail. @module */

/** Longer values are cut, so that a long name cannot push the rest of a mail out of sight. */
const maxCharacters = 200;

/**
 * Returns the facts with every string on one line of at most 200 characters. Only the issuer may
 * contain something that looks like an address. Mail programs turn such text into links, so a user
 * named `evil.example` could otherwise place a link in a mail that the host signs.
 */
export function harmlessFacts<Facts extends { readonly issuer: string }>(facts: Facts): Facts {
  const entries = Object.entries(facts).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    return [name, name === 'issuer' ? oneLine(value) : withoutLinks(oneLine(value))];
  });
  return Object.fromEntries(entries) as Facts;
}

/**
 * Returns the text as one line for a header or a sentence. Line breaks, which would start another
 * header or paragraph, become spaces. Control characters, characters that change the direction of
 * the surrounding text, and lone surrogates are removed or replaced.
 */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .trim();
  const characters = Array.from(line);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : line;
}

/** Inserts an invisible zero-width non-joiner before each `.`, `:` and `@` inside a word. */
function withoutLinks(line: string): string {
  return line.replaceAll(/(?<=\S)[.:@](?=\S)/gu, '\u200C$&');
}
