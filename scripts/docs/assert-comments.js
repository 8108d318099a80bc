/** Turns the `// => value` comments of a documentation block into assertions. @module */

import ts from 'typescript';

/**
 * Turns each comment `// => value` into an assertion. The comment stands after an expression,
 * `console.log(expression)` or `const name = expression`, on the line where the statement ends or
 * on the next line. `value` is an expression as well.
 *
 * @param {string} code
 * @returns {{ code: string, assertions: number }} the code, with calls of `assertDocumented`
 * @throws {Error} if a comment stands in any other place, because nothing would check it.
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
    const expected = /^[ \t]*(?:\n[ \t]*)?\/\/ => (.+)/.exec(code.slice(node.getEnd()))?.[1];
    const actual = expected === undefined ? undefined : documentedExpression(node);
    if (actual !== undefined) {
      insertions.push({ at: actual.getStart(source), text: 'assertDocumented(' });
      insertions.push({ at: actual.getEnd(), text: `, (${expected}))` });
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * @param {ts.Node} node
 * @returns {ts.Expression | undefined} the expression that a comment after this statement describes
 */
function documentedExpression(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.at(-1)?.initializer;
  if (!ts.isExpressionStatement(node)) return undefined;
  const { expression } = node;
  const isLog = ts.isCallExpression(expression) && expression.expression.getText() === 'console.log';
  return isLog ? expression.arguments[0] : expression;
}
