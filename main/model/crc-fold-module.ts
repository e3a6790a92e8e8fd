/**
 * A WebAssembly module that divides by a sparse polynomial, written out byte by byte: nothing has to be compiled,
 * shipped or found. Opcodes and sections are those of the core specification, version 2 (with vectors of 128 bits).
 */

/** Bytes that one turn of the loop takes; no tap may be nearer. */
export const strideBytes = 64;
const vectorBytes = 16;
/** Of one page of memory, the least that there is. */
export const memoryBytes = 64 * 1024;

export interface FoldExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /**
   * For `at` from 0 up to `size`, byte after byte:
   * `memory[target + at] = memory[source + width + at] ^ memory[source + width + at - tap] ^ …` for each tap.
   * `size` is a multiple of `strideBytes` and not 0; what is written may be what is read in place, or lie before it.
   */
  readonly fold: (source: number, target: number, size: number) => void;
}

const op = {
  ...{ loop: 0x03, end: 0x0b, brIf: 0x0d, localGet: 0x20, localSet: 0x21, localTee: 0x22 },
  ...{ i32Const: 0x41, i32Add: 0x6a, i32Sub: 0x6b },
} as const;
const v128 = { load: [0xfd, 0x00], store: [0xfd, 0x0b], xor: [0xfd, 0x51] } as const;
const type = { i32: 0x7f, func: 0x60, empty: 0x40 } as const;
const sections = { type: 1, function: 3, memory: 5, exports: 7, code: 10 } as const;
const exported = { func: 0, memory: 2 } as const;

/** The parameters of `fold`, which are also its variables. */
const [source, target, size] = [0, 1, 2];

export function foldModule(taps: readonly number[], width: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...ascii('\0asm'),
    ...[1, 0, 0, 0],
    ...section(sections.type, [[type.func, ...vector([[type.i32], [type.i32], [type.i32]]), ...vector([])]]),
    ...section(sections.function, [[0]]),
    // Without an upper limit, one page.
    ...section(sections.memory, [[0, 1]]),
    ...section(sections.exports, [
      [...name('memory'), exported.memory, 0],
      [...name('fold'), exported.func, 0],
    ]),
    ...section(sections.code, [sized([...vector([]), ...foldBody(taps, width), op.end])]),
  ]);
}

/**
 * Several vectors a turn, which do not wait for each other:
 *
 *     loop
 *       (v128.store offset=0 (target) (v128.xor … (v128.load offset=width (source)) (v128.load offset=width-tap (source))))
 *       … offsets +16, +32, +48
 *       source += 64, target += 64, size -= 64
 *       br_if size
 *     end
 */
function foldBody(taps: readonly number[], width: number): readonly number[] {
  const body: number[] = [op.loop, type.empty];
  for (let at = 0; at < strideBytes; at += vectorBytes) {
    body.push(op.localGet, target, ...load(width + at));
    for (const tap of taps) body.push(...load(width + at - tap), ...v128.xor);
    body.push(...v128.store, ...anywhere(at));
  }
  for (const pointer of [source, target]) {
    body.push(op.localGet, pointer, op.i32Const, ...signed(strideBytes), op.i32Add, op.localSet, pointer);
  }
  body.push(op.localGet, size, op.i32Const, ...signed(strideBytes), op.i32Sub, op.localTee, size);
  body.push(op.brIf, 0, op.end);
  return body;
}

function load(offset: number): readonly number[] {
  return [op.localGet, source, ...v128.load, ...anywhere(offset)];
}

/** An address of any alignment. */
function anywhere(offset: number): readonly number[] {
  return [0, ...unsigned(offset)];
}

function section(id: number, entries: readonly (readonly number[])[]): readonly number[] {
  return [id, ...sized(vector(entries))];
}

/** A vector in the specification's sense: how many, then each. */
function vector(entries: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function sized(bytes: readonly number[]): readonly number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function name(text: string): readonly number[] {
  return sized(ascii(text));
}

function ascii(text: string): readonly number[] {
  return [...text].map(letter => letter.charCodeAt(0));
}

/** LEB128: seven bits a byte, the lowest first, and a mark on all but the last. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** The same for a number that is not below zero where a sign is expected: bit 6 of the last byte is the sign. */
function signed(value: number): readonly number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
