// A text's characters as an array of numbers. Loops over texts read them from it: `charCodeAt` asks anew for every character how
// the string is stored, which takes three times as long as to look into an array.

/** Twice what GitHub keeps of a body. */
export const MOST_CODES = 2 * 65_536;

const codes = new Uint16Array(MOST_CODES + 1);
const bytes = Buffer.from(codes.buffer);
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The UTF-16 codes of a text, and a 0 behind them; those behind `MOST_CODES` are left out. The array holds them until the next
 * call, whoever makes it.
 */
export function codesOf(text: string): Uint16Array {
  const length = Math.min(text.length, MOST_CODES);
  if (IS_LITTLE_ENDIAN) bytes.write(text, 0, 2 * length, "utf16le");
  else for (let index = 0; index < length; index += 1) codes[index] = text.charCodeAt(index);
  codes[length] = 0;
  return codes;
}
