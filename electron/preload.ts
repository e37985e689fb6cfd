import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../shared/bridge.ts';
import type { Channel } from '../shared/contract.ts';

/** Main opens this one to the preload only: its paths come from File objects that a person dropped. */
const STAGE_CHANNEL: Channel = 'upload/stage';

const bridge: Bridge<File> = {
  invoke: (channel, request) => {
    if ((channel as Channel) === STAGE_CHANNEL) throw new Error('expected stageDrop for dropped files');
    return ipcRenderer.invoke(channel, request);
  },
  on: (event, listener) => {
    const forward = (_: unknown, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(event, forward);
    return () => {
      ipcRenderer.removeListener(event, forward);
    };
  },
  stageDrop: (connectionId, files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    return ipcRenderer.invoke(STAGE_CHANNEL, { connectionId, paths });
  },
};

contextBridge.exposeInMainWorld('contactSheet', bridge);
