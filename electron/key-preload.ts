import { contextBridge, ipcRenderer } from 'electron';
import { type KeyBridge, keyChannels } from '../shared/key-entry.ts';

const bridge: KeyBridge = {
  question: () => ipcRenderer.invoke(keyChannels.question),
  submit: (entry) => ipcRenderer.invoke(keyChannels.submit, entry),
  cancel: () => void ipcRenderer.invoke(keyChannels.cancel),
  fit: (height) => void ipcRenderer.invoke(keyChannels.fit, height),
};

contextBridge.exposeInMainWorld('keyWindow', bridge);
