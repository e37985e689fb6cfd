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
  /** Clicks with the key held that adds to what is selected. */
  clickToSelect(wanted: Wanted): Promise<void>;
  pressEscape(): Promise<void>;
  /** Turns the mouse wheel over the middle of the window. */
  scroll(pixels: number): Promise<void>;
  /** Drops files onto the middle of the window. */
  drop(paths: readonly string[]): Promise<void>;
  /** Whether such an element lies within the window, its middle free. */
  isSeen(wanted: Wanted): Promise<boolean>;
  /** What an expression comes to in the page. */
  evaluate(expression: string): Promise<boolean>;
  screenshot(): Promise<Buffer>;
  close(): void;
}

interface Place {
  x: number;
  y: number;
}

/** Asked of an element: its middle, if the window shows it and nothing lies over it. */
const FREE_PLACE = `function () {
  const { left, right, top, bottom } = this.getBoundingClientRect();
  const place = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const hit = document.elementFromPoint(place.x, place.y);
  return this.contains(hit) ? place : null;
}`;
/** Asked of the page: nothing in it is on its way from one look to another. */
const AT_REST = `document.getAnimations().every(({ playState }) => playState !== 'running')`;

interface LayoutMetrics {
  cssLayoutViewport: { clientWidth: number; clientHeight: number };
}

interface AxNode {
  ignored: boolean;
  role?: { value?: unknown };
  name?: { value?: unknown };
  backendDOMNodeId?: number;
}

/** As Chromium's protocol counts held keys: Ctrl, on macOS the command key. */
const SELECT_MODIFIER = process.platform === 'darwin' ? 4 : 2;
const ESCAPE = { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 };

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

  const evaluate = async (expression: string): Promise<boolean> => {
    const { result } = await send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression });
    return result.value === true;
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

  /** Calls a function of the page with an element as `this`. Null where the element is gone. */
  const askElement = async <T>({ nodeId }: Seen, functionDeclaration: string): Promise<T | null> => {
    try {
      const { object } = await send<{ object: { objectId: string } }>('DOM.resolveNode', { backendNodeId: nodeId });
      const question = { objectId: object.objectId, functionDeclaration, returnByValue: true };
      const { result } = await send<{ result: { value?: T } }>('Runtime.callFunctionOn', question);
      return result.value ?? null;
    } catch {
      return null;
    }
  };

  /** Waits until an element lies still in the window with nothing over it. */
  const reach = async (seen: Seen): Promise<Place> => {
    let place: Place | null = null;
    await waitUntil(`${seen.role} “${seen.name}” to lie free`, async () => {
      const before = place;
      place = await askElement<Place>(seen, FREE_PLACE);
      return place !== null && place.x === before?.x && place.y === before.y;
    });
    return place ?? { x: 0, y: 0 };
  };

  const clickOn = async (seen: Seen, modifiers = 0): Promise<void> => {
    await send('DOM.scrollIntoViewIfNeeded', { backendNodeId: seen.nodeId });
    const place = await reach(seen);
    await send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
    const press = { ...place, button: 'left', clickCount: 1, modifiers };
    await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...press });
    await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...press });
  };

  const middle = async (): Promise<Place> => {
    const { cssLayoutViewport } = await send<LayoutMetrics>('Page.getLayoutMetrics');
    const { clientWidth, clientHeight } = cssLayoutViewport;
    return { x: Math.round(clientWidth / 2), y: Math.round(clientHeight / 2) };
  };

  return {
    findAll,
    find,
    waitUntil,
    click: async (wanted) => clickOn(await find(wanted)),
    clickToSelect: async (wanted) => clickOn(await find(wanted), SELECT_MODIFIER),
    async pressEscape() {
      for (const type of ['keyDown', 'keyUp']) await send('Input.dispatchKeyEvent', { type, ...ESCAPE });
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
      return seen !== undefined && (await askElement<Place>(seen, FREE_PLACE)) !== null;
    },
    evaluate,
    async screenshot() {
      await send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 0, y: 0 });
      await waitUntil('the window to come to rest', () => evaluate(AT_REST));
      return (await contents.capturePage()).toPNG();
    },
    close: () => protocol.detach(),
  };
}
