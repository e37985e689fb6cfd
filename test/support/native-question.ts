import type { RunningApp } from './app.ts';

/** Answers the system's own questions from now on by one of their buttons; the result tells what was asked. */
export async function answerQuestions({ electron }: RunningApp, button: number): Promise<() => Promise<string[]>> {
  await electron.evaluate(({ dialog }, response) => {
    const questionsAsked: string[] = [];
    Object.assign(globalThis, { questionsAsked });
    const ask = async (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string };
      questionsAsked.push(`${message} ${detail}`);
      return { response, checkboxChecked: false };
    };
    dialog.showMessageBox = ask;
  }, button);
  return () => electron.evaluate(() => (globalThis as unknown as { questionsAsked: string[] }).questionsAsked);
}
