/** The prose of a file: comments and strings of code, text of a document. @module */

import { extname } from 'node:path';
import ts from 'typescript';

/** A piece of prose. Its text has the line breaks of the file and no comment marks. */
export interface Prose {
  /** The line on which it starts, from 1. */
  readonly line: number;
  readonly text: string;
}

export function proseOf(path: string, text: string): readonly Prose[] {
  switch (extname(path)) {
    case '.ts':
    case '.js':
      return proseOfCode(path, text);
    case '.css':
      return commentsOf(text, []);
    case '.md':
      return proseOfDocument(text);
    default:
      return [{ line: 1, text }];
  }
}

/** The line of an offset in a piece of prose. */
export function lineAt({ line, text }: Prose, offset: number): number {
  return line + text.slice(0, offset).split('\n').length - 1;
}

/** The text without code blocks, and the comments and strings of its `ts` blocks. */
function proseOfDocument(text: string): readonly Prose[] {
  const blocks: Prose[] = [];
  const fence = /^( *)```(\w*)[^\n]*\n([^]*?)^\1```$/gm;
  const bare = text.replace(fence, (block, _indent: string, language: string, code: string, at: number) => {
    const line = lineAt({ line: 1, text }, at) + 1;
    if (language === 'ts')
      blocks.push(
        ...proseOfCode('block.ts', code).map((prose) => ({ ...prose, line: line - 1 + prose.line })),
      );
    return block.replaceAll(/[^\n]/g, '');
  });
  return [{ line: 1, text: bare }, ...blocks];
}

function proseOfCode(path: string, text: string): readonly Prose[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const literals: ts.Node[] = [];
  visit(source);
  const strings = literals
    .filter((node) => !ts.isRegularExpressionLiteral(node) && !isSpecifier(node))
    .map((node) => ({
      line: lineAt({ line: 1, text }, node.getStart(source)),
      text: innerText(node, source),
    }));
  return [
    ...commentsOf(
      text,
      literals.map((node) => [node.getStart(source), node.getEnd()]),
    ),
    ...strings,
  ];

  function visit(node: ts.Node): void {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node))
      literals.push(node);
    ts.forEachChild(node, visit);
  }
}

/** A literal as it is written, without its quotes. */
function innerText(node: ts.Node, source: ts.SourceFile): string {
  return node
    .getText(source)
    .replace(/^['"`}]/, '')
    .replace(/(?:['"`]|\$\{)$/, '');
}

function isSpecifier({ parent }: ts.Node): boolean {
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent))
  );
}

/** The comments outside the literals. Line comments below each other are one. */
function commentsOf(text: string, literals: readonly (readonly [number, number])[]): readonly Prose[] {
  const starts = new Map(literals);
  const found: Prose[] = [];
  let at = 0;
  let last = { end: -1, isLine: false };
  while (at < text.length) {
    const literalEnd = starts.get(at);
    if (literalEnd !== undefined && literalEnd > at) {
      at = literalEnd;
      continue;
    }
    const isLine = text.startsWith('//', at);
    if (!isLine && !text.startsWith('/*', at)) {
      at++;
      continue;
    }
    const close = isLine ? text.indexOf('\n', at) : text.indexOf('*/', at);
    const end = close < 0 ? text.length : close;
    const bare = isLine ? text.slice(at + 2, end) : text.slice(at + 2, end).replaceAll(/^ *\* ?/gm, '');
    const previous = found.at(-1);
    const gap = text.slice(Math.max(last.end, 0), at);
    if (isLine && last.isLine && gap.trim() === '' && previous !== undefined)
      found.splice(-1, 1, { ...previous, text: previous.text + gap + bare });
    else found.push({ line: lineAt({ line: 1, text }, at), text: bare });
    last = { end, isLine };
    at = isLine ? end : end + 2;
  }
  return found;
}
