/** What kafkajs wants of a codec. */
type Codec = () => {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
};

/**
 * Writes snappy, lz4 and zstd in their simplest form, where nothing is packed: valid for whoever reads them, and enough to stand for a
 * playback service that packs so. They cannot be read, as with kafkajs itself.
 */
export function literally(name: 'snappy' | 'lz4' | 'zstd'): Codec {
  const write = { snappy: asSnappy, lz4: asLz4, zstd: asZstd }[name];
  return () => ({
    compress: async ({ buffer }) => write(buffer),
    decompress: async () => Promise.reject(new Error(`${name} cannot be read here`)),
  });
}

/** Length as a varint, then literals of up to 64 KiB. */
function asSnappy(data: Buffer): Buffer {
  const parts: Buffer[] = [varint(data.length)];
  for (const part of pieces(data, 65_536)) {
    const head = Buffer.from([61 << 2, 0, 0]);
    head.writeUInt16LE(part.length - 1, 1);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}

/** A frame of independent stored blocks of up to 64 KiB; the last byte of the header is its checksum. */
function asLz4(data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])];
  for (const part of pieces(data, 65_536)) {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(part.length + 0x80000000);
    parts.push(head, part);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/** One segment with its size of four bytes, in raw blocks of up to 128 KiB. */
function asZstd(data: Buffer): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(data.length, 5);
  const blocks = pieces(data, 131_072).map((part, at, all) => {
    const size = Buffer.alloc(3);
    size.writeUIntLE((part.length << 3) | (at === all.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([size, part]);
  });
  return Buffer.concat([head, ...blocks]);
}

function pieces(data: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(data.length / size) }, (_, at) => data.subarray(at * size, (at + 1) * size));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
