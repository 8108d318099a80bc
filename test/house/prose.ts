/** The prose of a file (comments, strings, documents) and its long lines. @module */

import ts from 'typescript';

/** Stands for every character that is not prose, so that no phrase is found across it. */
const gap = '\0';

const comment = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const commentMark = /^([ \t]*)(?:\/\*+|\*\/|\*|\/\/)/gm;
const fence = /^[ \t*]*```[^\n]*\n[\s\S]*?^[ \t*]*```/gm;
const fencedComment = /\/\/[^\n]*/g;
const codeOrAddress = /`[^`\n]*`|https?:\/\/[^\s)>]+/g;
const maxColumns = 100;

/**
 * The text with everything blanked that is not prose. Lines stay where they are, so that a phrase
 * is found with its line, also where it is wrapped.
 */
export function proseOf(path: string, text: string): string {
  return isCode(path) ? proseOfCode(path, text) : withoutCode(text);
}

/** The numbers of comment and document lines that exceed 100 columns for no good reason. */
export function longLines(path: string, text: string): readonly number[] {
  if (path.endsWith('.html') || path.endsWith('.css')) return [];
  const written = isCode(path) ? commentsOf(path, text) : text;
  const lines = written.replaceAll(fence, linesOnly).split('\n');
  return lines.flatMap((line, index) => (isTooLong(line) ? [index + 1] : []));
}

function isTooLong(line: string): boolean {
  const isTable = /^[\s*]*\|/.test(line);
  return line.length > maxColumns && !isTable && !/\]\(|https?:\/\/|\{@link /.test(line);
}

function isCode(path: string): boolean {
  return /\.[jt]s$/.test(path);
}

function proseOfCode(path: string, text: string): string {
  const strings = literalsOf(path, text);
  const comments = [...blankRanges(text, strings).matchAll(comment)].map(
    ({ index, 0: found }) => [index, index + found.length] as const,
  );
  const words = strings.filter(({ isProse }) => isProse).map(({ from, to }) => [from + 1, to - 1] as const);
  const prose = keepRanges(text, words);
  const remarks = withoutCode(keepRanges(text, comments).replaceAll(commentMark, blankToSpaces));
  return Array.from(prose, (character, index) => (character === gap ? remarks[index] : character)).join('');
}

/** Only the lines that begin with a comment: code keeps the width of the formatter. */
function commentsOf(path: string, text: string): string {
  const code = blankRanges(text, literalsOf(path, text));
  const found = [...code.matchAll(comment)].filter(({ index }) =>
    /^\s*$/.test(code.slice(code.lastIndexOf('\n', index) + 1, index)),
  );
  const ranges = found.map(
    ({ index, 0: { length } }) => [code.lastIndexOf('\n', index) + 1, index + length] as const,
  );
  return keepRanges(text, ranges).replaceAll(gap, '');
}

/** A document or comment without code blocks (except their comments), code spans and addresses. */
function withoutCode(text: string): string {
  return text
    .replaceAll(fence, (block) => {
      const comments = [...block.matchAll(fencedComment)].map(
        ({ index, 0: found }) => [index, index + found.length] as const,
      );
      return keepRanges(block, comments);
    })
    .replaceAll(codeOrAddress, blank);
}

interface Literal {
  readonly from: number;
  readonly to: number;
  /** Whether it may hold words: not a regular expression, and not the path of an import. */
  readonly isProse: boolean;
}

/** The strings, parts of templates and regular expressions of a source file. */
function literalsOf(path: string, text: string): readonly Literal[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, false);
  const literals: Literal[] = [];
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)) {
      const isPath = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
      const isProse = !isPath && !ts.isRegularExpressionLiteral(node) && !ts.isNumericLiteral(node);
      literals.push({ from: node.getStart(source), to: node.end, isProse });
    }
    ts.forEachChild(node, (child) => visit(child, node));
  };
  visit(source, source);
  return literals;
}

function blankRanges(text: string, ranges: readonly Literal[]): string {
  let blanked = '';
  let done = 0;
  for (const { from, to } of ranges) {
    blanked += text.slice(done, from) + blank(text.slice(from, to));
    done = to;
  }
  return blanked + text.slice(done);
}

/** Only these ranges; white space stays, so that a wrapped comment is one text. */
function keepRanges(text: string, ranges: readonly (readonly [number, number])[]): string {
  let kept = '';
  let done = 0;
  for (const [from, to] of ranges) {
    kept += blank(text.slice(done, from)) + text.slice(from, to);
    done = Math.max(from, to);
  }
  return kept + blank(text.slice(done));
}

function blank(text: string): string {
  return text.replaceAll(/\S/g, gap);
}

function linesOnly(text: string): string {
  return text.replaceAll(/[^\n]/g, '');
}

function blankToSpaces(text: string): string {
  return ' '.repeat(text.length);
}
