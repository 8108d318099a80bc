/**
 * Fails if a neverthrow `Result` or `ResultAsync` is dropped:
 * `node scripts/must-use-results.js [tsconfig]`.
 *
 * @module
 */

import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Finds every statement that computes a Result and ignores it. `void` in front marks a deliberate
 * drop. The linter reports a dropped `ResultAsync`, which is thenable, but neither a dropped
 * `Result` nor an awaited one.
 *
 * @param {string} configuration path of a tsconfig.json
 * @returns {{ files: number, dropped: string[] }} the number of checked files, and each finding as
 *   `file:line: text`
 */
export function findDroppedResults(configuration) {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    configuration,
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  const program = ts.createProgram(parsed?.fileNames ?? [], parsed?.options ?? {});
  const checker = program.getTypeChecker();
  const sources = program
    .getSourceFiles()
    .filter((source) => !source.isDeclarationFile && !source.fileName.includes('/node_modules/'));

  /** @type {string[]} */
  const dropped = [];
  for (const source of sources) visit(source, source);
  return { files: sources.length, dropped };

  /**
   * @param {ts.SourceFile} source
   * @param {ts.Node} node
   */
  function visit(source, node) {
    if (
      ts.isExpressionStatement(node) &&
      !isAssignment(node.expression) &&
      isResult(checker.getTypeAtLocation(node.expression))
    ) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      dropped.push(`${source.fileName}:${line + 1}: ${node.getText(source).split('\n')[0]}`);
    }
    ts.forEachChild(node, (child) => visit(source, child));
  }
}

/**
 * @param {ts.Expression} expression
 * @returns {boolean} whether it stores the value in a variable
 */
function isAssignment(expression) {
  return ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/**
 * @param {ts.Type} type
 * @returns {boolean} whether it is neverthrow's Ok, Err or ResultAsync, or a union with one of them
 */
function isResult(type) {
  if (type.isUnion()) return type.types.some(isResult);
  const symbol = type.getSymbol();
  return (
    symbol !== undefined &&
    ['Ok', 'Err', 'ResultAsync'].includes(symbol.getName()) &&
    (symbol.declarations ?? []).some((declaration) =>
      declaration.getSourceFile().fileName.includes('/neverthrow/'),
    )
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { files, dropped } = findDroppedResults(
    argv[2] ?? fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
  );
  if (files === 0)
    console.error('must-use-results found no files: the configuration or the compiler API is broken');
  for (const finding of dropped) console.error(`dropped Result: ${finding}`);
  if (files === 0 || dropped.length > 0) exit(1);
  console.log(`${files} files, no dropped Result`);
}
