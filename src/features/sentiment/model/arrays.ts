// Arrays of numbers as one text for a file of JSON: their bytes, compressed (Brotli), in base64.

import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** Arrays to text. Those of the widest elements must come first, so that each is aligned. */
export function encodeArrays(arrays: readonly ArrayBufferView[]): string {
  const bytes = Buffer.concat(
    arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return brotliCompressSync(bytes, { params }).toString("base64");
}

/** Hands out what follows, as the arguments of a typed array's constructor: so many elements of so many bytes. */
interface Taker {
  (count: number, size: number): readonly [ArrayBuffer, number, number];
  /** @throws Error unless all was taken */
  end(): void;
}

/** Text to arrays, in the order in which they were encoded. */
export function decodeArrays(text: string): Taker {
  const bytes = brotliDecompressSync(Buffer.from(text, "base64"));
  // A copy, since a Buffer of the pool need not be aligned.
  const { buffer } = Uint8Array.from(bytes);
  let at = 0;
  const take = (count: number, size: number): readonly [ArrayBuffer, number, number] => {
    at += count * size;
    return [buffer, at - count * size, count];
  };
  const end = (): void => {
    if (at !== bytes.length) throw new Error("The sentiment model does not fit this program.");
  };
  return Object.assign(take, { end });
}
