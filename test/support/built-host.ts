import { buildProgram } from './built-program.ts';

let built: Promise<string> | null = null;

/** The path of the image host, bundled from source as the app's build does; once a test process, removed at its end. */
export function builtHost(): Promise<string> {
  built ??= buildProgram('electron/pipeline/host.ts');
  return built;
}
