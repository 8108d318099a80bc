/** Lua functions that scripts share, each with the functions that it uses. @module */

/** A function. Its text calls only Lua's own functions and those that it names here. */
export interface LuaFunction {
  readonly name: string;
  readonly uses: readonly LuaFunction[];
  /** The definition: `local function name(…) … end`. */
  readonly text: string;
}

export function luaFunction(name: string, uses: readonly LuaFunction[], text: string): LuaFunction {
  return { name, uses, text: text.trim() };
}

/** These functions and all that they use, each once and after what it uses. */
export function collectFunctions(uses: readonly LuaFunction[]): readonly LuaFunction[] {
  const collected = new Set<LuaFunction>();
  function collect(needed: LuaFunction): void {
    if (collected.has(needed)) return;
    for (const used of needed.uses) collect(used);
    collected.add(needed);
  }
  for (const needed of uses) collect(needed);
  return [...collected];
}
