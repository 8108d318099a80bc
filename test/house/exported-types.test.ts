/** Every type that the façade mentions can be imported from the same entry. @module */

import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const entry = 'src/index.ts';

test('every type that TwoFactor mentions, at any depth, is exported from the entry', () => {
  const { mentioned, exported } = readTypes(entry, 'TwoFactor');
  expect(mentioned.size).toBeGreaterThan(30);
  expect([...mentioned].filter((name) => !exported.has(name)).toSorted()).toEqual([]);
});

/**
 * The names of the exported types of `src` that a type refers to, directly or by others, and the
 * names that an entry exports.
 */
function readTypes(
  path: string,
  typeName: string,
): { readonly mentioned: ReadonlySet<string>; readonly exported: ReadonlySet<string> } {
  const options = ts.getParsedCommandLineOfConfigFile('tsconfig.core.json', undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })?.options;
  const program = ts.createProgram([path], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const symbolOfModule = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
  const symbols = checker.getExportsOfModule(symbolOfModule);
  const exported = new Set(symbols.map((symbol) => symbol.getName()));
  const mentioned = new Set<string>();
  const seen = new Set<ts.Node>();
  const start = symbols.find((symbol) => symbol.getName() === typeName)!;
  for (const declaration of declarationsOf(start)) visit(declaration);
  return { mentioned, exported };

  function visit(node: ts.Node): void {
    if (seen.has(node)) return;
    seen.add(node);
    const name = nameIn(node);
    if (name !== undefined) note(name);
    ts.forEachChild(node, visit);
  }

  function note(name: ts.Node): void {
    const symbol = checker.getSymbolAtLocation(name);
    for (const declaration of symbol === undefined ? [] : declarationsOf(symbol)) {
      if (!isOurs(declaration) || ts.isTypeParameterDeclaration(declaration)) continue;
      if (isExported(declaration)) mentioned.add(name.getText());
      visit(declaration);
    }
  }

  function declarationsOf(symbol: ts.Symbol): readonly ts.Declaration[] {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];
  }
}

/** The name in a reference to a type. */
function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  return undefined;
}

function isOurs(declaration: ts.Declaration): boolean {
  return !relative(resolve('src'), declaration.getSourceFile().fileName).startsWith('..');
}

/** A type that its own module keeps to itself has no name to be imported by. */
function isExported(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}
