import { encode } from './convert.ts';
import { throwIfCancelled } from './failures.ts';
import type { EncodeRequest } from './pipeline.ts';
import { readSource } from './source.ts';

/** About how many bytes `convert` will write. Throws what `convert` throws of the source and the format. */
export async function estimate(request: EncodeRequest, signal: AbortSignal): Promise<{ bytes: number }> {
  const source = await readSource(request.inputPath);
  throwIfCancelled(signal);
  const { data } = await encode(source, request);
  return { bytes: data.length };
}
