/** What is about to be uploaded, and where to. */
export const UploadPanel = () => null;
