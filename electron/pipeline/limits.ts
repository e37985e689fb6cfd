/** Every bound that keeps a hostile or huge picture from taking the machine with it. */

/** Bytes of a source file, which is held in memory as a whole. */
export const MAX_SOURCE_BYTES = 512 * 1024 * 1024;
/** Pixels of one frame: beyond the 300 million of large stitched panoramas. */
export const MAX_PIXELS = 400_000_000;
/** Frames of an animation. */
export const MAX_FRAMES = 2000;
/**
 * Pixels that are decoded at once, at 4 bytes each: all frames of an animation, and one picture in a format that does not
 * come row by row.
 */
export const MAX_WHOLE_PIXELS = 200_000_000;
/** The longer side: of rows that come one by one, decoders and scalers still keep some hundred. */
export const MAX_SIDE = 200_000;
/** Channels of colour and transparency together: CMYK with alpha. What has more is a measurement and no picture. */
export const MAX_CHANNELS = 5;
/** How long one job may run before it is given up. */
export const JOB_SECONDS = 120;
/** The widest intermediate picture that is decoded only to give a very long strip a sharp thumbnail. */
export const MAX_STRIP_WIDTH = 65_535;
/** Bytes at the start of a file that are looked at for text formats such as SVG. */
export const SNIFFED_BYTES = 4096;

/** Pixels of all frames from which a picture is large: such ones are worked on one at a time. */
export const LARGE_PIXELS = 100_000_000;
/** Pixels and files in the host, of pictures under way or waiting to be collected, from which all is collected. */
export const KEPT_PIXEL_BYTES = 32 * 1024 * 1024;

/** Jobs after which the host is replaced, against whatever its native libraries do not give back. */
export const RECYCLE_AFTER_JOBS = 1000;
/** Resident memory of a resting host past which it is replaced. */
export const RECYCLE_OVER_BYTES = 768 * 1024 * 1024;
