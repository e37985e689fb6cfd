/** Writes down, inside main, all that crosses between it and the windows. */
import type { ElectronApplication } from 'playwright';

/** What Electron keeps of the handlers of `ipcMain` and of `webContents.ipc`; not part of its interface. */
interface InvokeHandlers {
  _invokeHandlers: Map<string, (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown>;
}

export interface IpcTraffic {
  /** Messages and answers so far, as text, each after its channel; bytes are one character each. */
  messages(): Promise<string[]>;
}

/** Call it before anything secret is in the app: what went before is not known. */
export async function recordIpc(app: ElectronApplication): Promise<IpcTraffic> {
  await app.evaluate(({ app: main, BrowserWindow, ipcMain: registry }) => {
    const kept: string[] = [];
    Object.assign(globalThis, { keptMessages: kept });
    const bytesAsText = (_: string, value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
      if (ArrayBuffer.isView(value))
        return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
      if (value instanceof Error) return String(value.stack) + String(value.cause);
      return value;
    };
    const keep = (way: string, channel: string, values: readonly unknown[]): void => {
      kept.push(`${way} ${channel} ${JSON.stringify(values, bytesAsText)}`);
    };
    type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;
    /** `isExempt`: the key window's one message, which carries what was typed; its answer must not. */
    const recorded =
      (channel: string, handler: Handler, isExempt: boolean): Handler =>
      async (event, ...args) => {
        keep('asked', channel, isExempt ? [] : args);
        try {
          const answer = await handler(event, ...args);
          keep('answered', channel, [answer]);
          return answer;
        } catch (thrown) {
          keep('threw', channel, [thrown]);
          throw thrown;
        }
      };
    const { _invokeHandlers: handlers } = registry as unknown as InvokeHandlers;
    for (const [channel, handler] of handlers) handlers.set(channel, recorded(channel, handler, false));
    const watch = (contents: Electron.WebContents): void => {
      for (const way of ['send', 'postMessage'] as const) {
        const original = contents[way].bind(contents) as (channel: string, ...args: never[]) => void;
        contents[way] = (channel: string, ...args: never[]) => {
          keep(way, channel, args);
          original(channel, ...args);
        };
      }
      const handle = contents.ipc.handle.bind(contents.ipc);
      contents.ipc.handle = (channel, handler) =>
        handle(channel, recorded(channel, handler, channel === 'key-window/submit'));
    };
    for (const window of BrowserWindow.getAllWindows()) watch(window.webContents);
    main.on('web-contents-created', (_event, contents) => watch(contents));
  });
  return {
    messages: () => app.evaluate(() => [...(globalThis as unknown as { keptMessages: string[] }).keptMessages]),
  };
}
