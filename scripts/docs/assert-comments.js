/** Turns the `// => value` comments of a documentation block into assertions, keeping every line where it was. @module */

import ts from 'typescript';

/**
 * After an expression, `console.log(expression)` or `const name = expression`, on the line where the statement ends or on
 * the next, the comment `// => value` promises what came out; `value` is itself an expression. Such a comment anywhere
 * else is an error, since it would be a promise that nobody checks.
 *
 * @param {string} code
 * @returns {{ code: string, assertions: number }} the code with calls of the global `assertDocumented`
 */
export function assertComments(code) {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2023, true);
  /** @type {{ at: number, text: string }[]} */
  const insertions = [];
  visit(source);

  const comments = code.match(/\/\/ =>/g)?.length ?? 0;
  const assertions = insertions.length / 2;
  if (comments !== assertions)
    throw new Error(`${comments - assertions} of ${comments} "// =>" comments check nothing`);

  let result = code;
  for (const { at, text } of insertions.toSorted((a, b) => b.at - a.at)) {
    result = result.slice(0, at) + text + result.slice(at);
  }
  return { code: result, assertions };

  /** @param {ts.Node} node */
  function visit(node) {
    const promised = /^[ \t]*(?:\n[ \t]*)?\/\/ => (.+)/.exec(code.slice(node.getEnd()))?.[1];
    const shown = promised === undefined ? undefined : shownBy(node);
    if (shown !== undefined) {
      insertions.push({ at: shown.getStart(source), text: 'assertDocumented(' });
      insertions.push({ at: shown.getEnd(), text: `, (${promised}))` });
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * @param {ts.Node} node
 * @returns {ts.Expression | undefined} the expression whose value a comment after this statement promises
 */
function shownBy(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.at(-1)?.initializer;
  if (!ts.isExpressionStatement(node)) return undefined;
  const { expression } = node;
  const logs = ts.isCallExpression(expression) && expression.expression.getText() === 'console.log';
  return logs ? expression.arguments[0] : expression;
}
