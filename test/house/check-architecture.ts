/** Checks one source file against the rings and the habits of this code base. @module */

import { posix } from 'node:path';
import ts from 'typescript';
import {
  adapterOf,
  adapterPackages,
  defaultAdapters,
  filePackages,
  importTable,
  maxLines,
  nodeFolder,
  partlyNodeFolders,
  pureRings,
  ringOf,
  roomOf,
  rooms,
  type Ring,
} from './import-table.ts';

/**
 * Returns what is wrong with a source file.
 *
 * @param path relative to the package, with `/`: `src/domain/otp/hotp.ts`
 * @param text the content of the file
 */
export function checkArchitecture(path: string, text: string): readonly string[] {
  const ring = ringOf(path);
  if (ring === undefined) return ['belongs to no ring'];
  const room = roomOf(path);
  const ringRooms = rooms[ring];
  const isIndex = room === undefined && path.endsWith('/index.ts');
  if (ringRooms !== undefined && !isIndex && ringRooms[room ?? ''] === undefined)
    return [`belongs to no room of ${ring}`];

  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const lines = text.trimEnd().split('\n').length;
  return [
    ...(lines > maxLines ? [`has ${lines} lines, more than ${maxLines}`] : []),
    ...(saysItsPurpose(text) ? [] : ['does not say its purpose in a first docstring with @module']),
    ...importsOf(source).flatMap((imported) => checkImport(path, text, imported)),
    ...(ring === 'ports' ? importsOf(source).filter(isLoaded).map(portImport) : []),
    ...exportHabits(source),
    ...(pureRings.includes(ring) ? impurities(source) : []),
  ];
}

/** Returns the first circle of files that import each other, or an empty list. */
export function findImportCircle(sources: ReadonlyMap<string, string>): readonly string[] {
  const imports = new Map(
    [...sources].map(([path, text]) => [
      path,
      importsOf(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true))
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier)),
    ]),
  );
  const cleared = new Set<string>();
  for (const path of imports.keys()) {
    const circle = circleFrom(path, [], imports, cleared);
    if (circle.length > 0) return circle;
  }
  return [];
}

function circleFrom(
  path: string,
  trail: readonly string[],
  imports: ReadonlyMap<string, readonly string[]>,
  cleared: Set<string>,
): readonly string[] {
  if (cleared.has(path)) return [];
  if (trail.includes(path)) return trail.slice(trail.indexOf(path));
  for (const next of imports.get(path) ?? []) {
    const circle = circleFrom(next, [...trail, path], imports, cleared);
    if (circle.length > 0) return circle;
  }
  cleared.add(path);
  return [];
}

interface Imported {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function checkImport(path: string, text: string, { specifier }: Imported): readonly string[] {
  const allowed = specifier.startsWith('.')
    ? allowsFile(path, posix.join(posix.dirname(path), specifier))
    : allowsPackage(path, text, specifier);
  return allowed ? [] : [`may not import ${specifier}`];
}

function allowsFile(from: string, to: string): boolean {
  const target = ringOf(to);
  const ring = ringOf(from);
  if (target === undefined || ring === undefined) return false;
  if (target === 'adapters') {
    const name = adapterOf(to);
    return ring === 'entries'
      ? defaultAdapters.some((adapter) => adapter === name)
      : adapterOf(from) === name;
  }
  return importTable[ring].rings.includes(target) && (ring !== target || allowsRoom(ring, from, to));
}

/** Whether a file of a room may import a file of the same ring. */
function allowsRoom(ring: Ring, from: string, to: string): boolean {
  const table = rooms[ring];
  const room = roomOf(from);
  if (table === undefined || room === undefined) return true;
  const target = roomOf(to);
  return target === room || (target !== undefined && table[room]?.includes(target) === true);
}

function allowsPackage(path: string, text: string, specifier: string): boolean {
  const ring = ringOf(path);
  if (ring === undefined) return false;
  const adapter = adapterOf(path) ?? '';
  if (specifier.startsWith('node:') && ring === 'adapters') {
    return (
      adapter === nodeFolder || (partlyNodeFolders.includes(adapter) && /\bNode\b/.test(purposeOf(text)))
    );
  }
  return [
    ...importTable[ring].packages,
    ...(adapterPackages[adapter] ?? []),
    ...(filePackages[path] ?? []),
  ].some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function portImport({ specifier }: Imported): string {
  return `is a port, so it may import only types from ${specifier}`;
}

function isLoaded({ typeOnly }: Imported): boolean {
  return !typeOnly;
}

function saysItsPurpose(text: string): boolean {
  return /^[\s*]*[^\s*@][^]*@module\s*$/.test(purposeOf(text));
}

/** The docstring that a file begins with. */
function purposeOf(text: string): string {
  return /^\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? '';
}

/** Every static, dynamic and type-position import, and every re-export. */
function importsOf(source: ts.SourceFile): readonly Imported[] {
  const found: Imported[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    const imported = importedBy(node);
    if (imported !== undefined) found.push(imported);
    ts.forEachChild(node, visit);
  }
}

function importedBy(node: ts.Node): Imported | undefined {
  if (ts.isImportDeclaration(node)) {
    return imported(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return imported(node.moduleSpecifier, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return imported(node.argument.literal, true);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return imported(node.arguments[0], false);
  }
  return undefined;
}

/** A computed specifier becomes a text that no ring allows. */
function imported(specifier: ts.Expression | undefined, typeOnly: boolean): Imported {
  const literal = specifier !== undefined && ts.isStringLiteralLike(specifier);
  return { specifier: literal ? specifier.text : `a computed module`, typeOnly };
}

function exportHabits(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) return ['has a default export'];
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (clause === undefined || !ts.isNamedExports(clause))
        return ['re-exports everything instead of names'];
      return clause.elements.some((element) => element.name.text === 'default')
        ? ['has a default export']
        : [];
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)
      ? ['has a default export']
      : [];
  });
}

/** Uses of the clock and of randomness, by the names that the language gives them. */
function impurities(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    const text = node.getText(source);
    if (ts.isIdentifier(node) && text === 'Date' && !isMemberName(node))
      found.push('names Date: time is a parameter');
    if (ts.isPropertyAccessExpression(node) && text === 'Math.random') found.push('uses Math.random');
    ts.forEachChild(node, visit);
  }
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}
