/**
 * Variables that hold a secret, by what their names say: keys, tokens and passwords of any program, and proxies, whose
 * addresses may have a password in them.
 */
const SECRET_NAME = /SECRET|TOKEN|PASSW|ACCESS_?KEY|API_?KEY|_PROXY$/i;

/** `process.env` as it was. */
let whole: NodeJS.ProcessEnv | null = null;

/**
 * Leaves variables that hold a secret out of every copy of `process.env`. Electron hands one to the preload of each page
 * (its `BROWSER_SANDBOX_LOAD` message), which puts the keys of the variables on the heap of the window. Asked for by
 * name they are there as before, as the SDK's providers do. Call it before a page is loaded.
 */
export function hideSecretVariables(): void {
  if (whole !== null) return;
  whole = process.env;
  process.env = new Proxy(whole, {
    ownKeys: (variables) => Reflect.ownKeys(variables).filter((name) => !SECRET_NAME.test(String(name))),
  });
}

/** A copy with nothing left out, for a program that a person has run for their keys. */
export const allVariables = (): NodeJS.ProcessEnv => ({ ...(whole ?? process.env) });
