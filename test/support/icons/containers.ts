/** A square picture. */
export interface Picture {
  readonly size: number;
  readonly png: Uint8Array;
}

/** ICO: a header, a line of 16 bytes for each picture, and the pictures, which may be PNG since Windows Vista. */
export function icoOf(pictures: readonly Picture[]): Uint8Array {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [at, { size, png }] of pictures.entries()) {
    const line = 6 + 16 * at;
    // 0 stands for 256.
    header.writeUInt8(size % 256, line);
    header.writeUInt8(size % 256, line + 1);
    header.writeUInt16LE(1, line + 4);
    header.writeUInt16LE(32, line + 6);
    header.writeUInt32LE(png.length, line + 8);
    header.writeUInt32LE(offset, line + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Kinds of ICNS for PNG, by their size in pixels; those of screens with double density are kinds of their own. */
const kinds: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** ICNS: a header, and each picture behind its kind and length. */
export function icnsOf(pictures: readonly Picture[]): Uint8Array {
  const entries = pictures.flatMap(({ size, png }) =>
    (kinds[size] ?? []).map(kind => {
      const head = Buffer.alloc(8);
      head.write(kind, 0, 'latin1');
      head.writeUInt32BE(png.length + 8, 4);
      return Buffer.concat([head, png]);
    }),
  );
  const body = Buffer.concat(entries);
  const header = Buffer.alloc(8);
  header.write('icns', 0, 'latin1');
  header.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([header, body]);
}
