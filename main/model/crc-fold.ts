import { type FoldExports, foldModule, memoryBytes, strideBytes } from './crc-fold-module.ts';

/** Shortens a message of any length to a few kilobytes of the same CRC, many times faster than tables get over it. */
export interface CrcFold {
  update(bytes: Uint8Array): void;
  /** A short message with the same CRC as all of what was put in; good until the next call. What follows is a new message. */
  finish(): Uint8Array;
}

export type FoldedCrc = 'crc32c' | 'crc64' | 'crc64nvme';

interface Shape {
  /** Of the CRC; it starts from as many ones. */
  readonly bytes: number;
  /** By how much the exponents of a zero polynomial are below its degree; the last is the degree. */
  readonly taps: readonly number[];
}

/**
 * Zero polynomials: multiples of the CRC's polynomial with few terms. That of crc32c is the shortest with four, those of 64 bits
 * have eight and are found by `test/support/crc/zero-polynomials.ts`. As Q(x)^8 = Q(x^8) over GF(2), an exponent counts bytes as well
 * as bits. The nearest tap is hundreds of bytes off, where nothing has to wait for what was stored last.
 */
export const foldShapes: Readonly<Record<FoldedCrc, Shape>> = {
  crc32c: { bytes: 4, taps: [767, 2524, 5275] },
  crc64: { bytes: 8, taps: [635, 830, 1109, 1178, 1697, 2095, 2444] },
  crc64nvme: { bytes: 8, taps: [860, 1082, 1700, 1773, 2364, 2475, 2884] },
};

/** What is used of it; Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

const modules = new Map<FoldedCrc, object>();

/** Null where the system has no WebAssembly with vectors (x64 before SSE 4.1), or no room for another memory. */
function instantiate(algorithm: FoldedCrc, width: number): FoldExports | null {
  try {
    const module =
      modules.get(algorithm) ?? new WebAssembly.Module(foldModule(foldShapes[algorithm].taps, width));
    modules.set(algorithm, module);
    return new WebAssembly.Instance(module).exports as FoldExports;
  } catch {
    return null;
  }
}

/**
 * The way of Chorba (Russell, "Chorba: A novel CRC32 implementation", arXiv:2412.16398). The message is divided by a zero
 * polynomial, whose few terms make that a few XORs: quotient[i] = message[i] ^ quotient[i - tap] ^ … for each tap. What that takes
 * away is a multiple of the CRC's polynomial, so the remainder, as long as the zero polynomial, has the CRC of the message.
 *
 * In memory are the last `width` bytes of the quotient, then what comes in until there is no more room. Null where WebAssembly
 * can't be had so: tables do it alone then.
 */
export function createCrcFold(algorithm: FoldedCrc): CrcFold | null {
  const { bytes: crcBytes, taps } = foldShapes[algorithm];
  const width = Math.ceil(Math.max(...taps) / strideBytes) * strideBytes;
  const instance = instantiate(algorithm, width);
  if (!instance) return null;
  const { fold } = instance;
  const memory = new Uint8Array(instance.memory.buffer);
  const room = memoryBytes - width;
  let filled = 0;
  let isFolded = false;

  /** Starting from ones is starting from zero with the first bytes inverted. */
  function invertStart(at: number): void {
    for (let place = at; place < at + crcBytes; place += 1) memory[place] = ~(memory[place] ?? 0);
  }

  /** Takes `size` bytes into the quotient and moves the rest up to it. */
  function divide(size: number): void {
    if (!isFolded) {
      isFolded = true;
      memory.fill(0, 0, width);
      invertStart(width);
    }
    fold(0, width, size);
    memory.copyWithin(0, size, width + filled);
    filled -= size;
  }

  /** The quotient's last bytes without what they have of each other; what they have of those before them stays. */
  function remainder(): Uint8Array {
    memory.copyWithin(width, 0, width + filled);
    memory.fill(0, 0, width);
    fold(0, 0, width);
    invertStart(0);
    memory.copyWithin(width, 2 * width, 2 * width + filled);
    return memory.subarray(0, width + filled);
  }

  return {
    update(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const piece = bytes.subarray(done, done + room - filled);
        memory.set(piece, width + filled);
        filled += piece.length;
        done += piece.length;
        if (filled === room) divide(room);
      }
    },
    finish() {
      const whole = filled - (filled % strideBytes);
      if (whole > 0 && (isFolded || whole > 2 * width)) divide(whole);
      const rest = isFolded ? remainder() : memory.subarray(width, width + filled);
      filled = 0;
      isFolded = false;
      return rest;
    },
  };
}
