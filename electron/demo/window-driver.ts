import type { WebContents } from 'electron';

/** How long anything in the window may take to appear. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 100;

/** An element as assistive technology sees it. */
export interface Seen {
  role: string;
  name: string;
  nodeId: number;
}

export interface Wanted {
  role: string;
  name: RegExp;
}

/** Works a window as a person does, through the accessibility tree and real input events, over Chromium's own protocol. */
export interface WindowDriver {
  /** Elements with that role and name, in the page's order. */
  findAll(wanted: Wanted): Promise<Seen[]>;
  /** Waits for the first such element. Throws when it does not come. */
  find(wanted: Wanted): Promise<Seen>;
  waitUntil(what: string, check: () => Promise<boolean>): Promise<void>;
  click(wanted: Wanted): Promise<void>;
  clickOn(seen: Seen, clicks?: number): Promise<void>;
  press(key: 'Enter' | 'Escape'): Promise<void>;
  type(text: string): Promise<void>;
  /** Turns the mouse wheel over the middle of the window. */
  scroll(pixels: number): Promise<void>;
  /** Drops files onto the middle of the window. */
  drop(paths: readonly string[]): Promise<void>;
  /** Whether such an element lies within the window, at least with its middle. */
  isSeen(wanted: Wanted): Promise<boolean>;
  /** What an expression comes to in the page. */
  evaluate(expression: string): Promise<boolean>;
  screenshot(): Promise<Buffer>;
  close(): void;
}

interface AxNode {
  ignored: boolean;
  role?: { value?: unknown };
  name?: { value?: unknown };
  backendDOMNodeId?: number;
}

const keys = {
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  Escape: { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 },
} as const;

export function driveWindow(contents: WebContents): WindowDriver {
  const protocol = contents.debugger;
  protocol.attach('1.3');
  const send = <T>(method: string, parameters: object = {}): Promise<T> => protocol.sendCommand(method, parameters);

  const findAll = async ({ role, name }: Wanted): Promise<Seen[]> => {
    const { nodes } = await send<{ nodes: AxNode[] }>('Accessibility.getFullAXTree');
    return nodes.flatMap(({ ignored, role: has, name: called, backendDOMNodeId: nodeId }) => {
      const text = String(called?.value ?? '');
      const fits = !ignored && nodeId !== undefined && has?.value === role && name.test(text);
      return fits ? [{ role, name: text, nodeId }] : [];
    });
  };

  const waitUntil = async (what: string, check: () => Promise<boolean>): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    while (!(await check())) {
      if (Date.now() > end) throw new Error(`expected ${what} within ${PATIENCE_MS / 1000} s but it did not come`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  };

  const find = async (wanted: Wanted): Promise<Seen> => {
    let found: Seen | undefined;
    await waitUntil(`${wanted.role} ${wanted.name}`, async () => {
      [found] = await findAll(wanted);
      return found !== undefined;
    });
    if (!found) throw new Error(`expected ${wanted.role} ${wanted.name} but received nothing`);
    return found;
  };

  const centreOf = async ({ nodeId }: Seen): Promise<{ x: number; y: number }> => {
    const { quads } = await send<{ quads: number[][] }>('DOM.getContentQuads', { backendNodeId: nodeId });
    const [x1 = 0, y1 = 0, , , x2 = 0, y2 = 0] = quads[0] ?? [];
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  };

  const clickOn = async (seen: Seen, clicks = 1): Promise<void> => {
    await send('DOM.scrollIntoViewIfNeeded', { backendNodeId: seen.nodeId });
    const place = await centreOf(seen);
    await send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
    for (let clickCount = 1; clickCount <= clicks; clickCount++) {
      const event = { ...place, button: 'left', clickCount };
      await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...event });
      await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...event });
    }
  };

  const extent = async (): Promise<{ width: number; height: number }> => {
    const { cssLayoutViewport } = await send<{ cssLayoutViewport: { clientWidth: number; clientHeight: number } }>(
      'Page.getLayoutMetrics',
    );
    return { width: cssLayoutViewport.clientWidth, height: cssLayoutViewport.clientHeight };
  };

  const middle = async (): Promise<{ x: number; y: number }> => {
    const { width, height } = await extent();
    return { x: Math.round(width / 2), y: Math.round(height / 2) };
  };

  return {
    findAll,
    find,
    waitUntil,
    clickOn,
    async click(wanted) {
      await clickOn(await find(wanted));
    },
    async press(key) {
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...keys[key] });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...keys[key] });
    },
    async type(text) {
      await send('Input.insertText', { text });
    },
    async scroll(pixels) {
      const place = await middle();
      await send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...place, deltaX: 0, deltaY: pixels });
    },
    async drop(paths) {
      const place = await middle();
      const data = { items: [], files: [...paths], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop']) {
        await send('Input.dispatchDragEvent', { type, ...place, data });
      }
    },
    async isSeen(wanted) {
      const [seen] = await findAll(wanted);
      if (!seen) return false;
      const { y } = await centreOf(seen);
      return y > 0 && y < (await extent()).height;
    },
    async evaluate(expression) {
      const { result } = await send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression });
      return result.value === true;
    },
    async screenshot() {
      return (await contents.capturePage()).toPNG();
    },
    close: () => protocol.detach(),
  };
}
