/** The image host of the app, for benches that run in plain Node. */
import '../../electron/pipeline/host.ts';
