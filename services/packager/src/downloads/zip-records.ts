/**
 * The records of a zip of stored entries (APPNOTE.TXT 6.3.10), for archives whose length is known before their first byte. Dates are
 * the earliest that zip knows, so that the same input gives the same bytes on any day.
 */
export interface ZipEntry {
  /** ASCII */
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
}

const DOS_DATE_1980 = 0x0021;
const PLAIN = 10;
const ZIP64 = 45;
const MADE_BY_UNIX = 3 << 8;
/** regular file, rw-r--r-- */
const ATTRIBUTES = 0o100644 * 0x10000;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

/** Length of an entry's local header. */
export function localHeaderBytes(name: string): number {
  return 30 + name.length;
}

export function localHeader({ name, bytes, crc32 }: ZipEntry): Buffer {
  if (bytes >= MAX_32) throw new RangeError(`the entry ${name} has ${bytes} bytes; entries end below 4 GiB`);
  const header = Buffer.alloc(localHeaderBytes(name));
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(PLAIN, 4);
  header.writeUInt16LE(DOS_DATE_1980, 12);
  header.writeUInt32LE(crc32, 14);
  header.writeUInt32LE(bytes, 18);
  header.writeUInt32LE(bytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.write(name, 30, 'latin1');
  return header;
}

/** Length of an entry's record in the directory. From 4 GiB on the offset stands in a zip64 field. */
export function directoryEntryBytes(name: string, offset: number): number {
  return 46 + name.length + (offset >= MAX_32 ? 12 : 0);
}

/** @param offset of the local header, from the start of the file */
export function directoryEntry({ name, bytes, crc32 }: ZipEntry, offset: number): Buffer {
  const isFar = offset >= MAX_32;
  const entry = Buffer.alloc(directoryEntryBytes(name, offset));
  const version = isFar ? ZIP64 : PLAIN;
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(MADE_BY_UNIX | version, 4);
  entry.writeUInt16LE(version, 6);
  entry.writeUInt16LE(DOS_DATE_1980, 14);
  entry.writeUInt32LE(crc32, 16);
  entry.writeUInt32LE(bytes, 20);
  entry.writeUInt32LE(bytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(isFar ? 12 : 0, 30);
  entry.writeUInt32LE(ATTRIBUTES, 38);
  entry.writeUInt32LE(isFar ? MAX_32 : offset, 42);
  entry.write(name, 46, 'latin1');
  if (isFar) {
    entry.writeUInt16LE(1, 46 + name.length);
    entry.writeUInt16LE(8, 48 + name.length);
    entry.writeBigUInt64LE(BigInt(offset), 50 + name.length);
  }
  return entry;
}

export interface DirectoryFacts {
  readonly entries: number;
  /** of the directory's first byte */
  readonly offset: number;
  readonly bytes: number;
}

export function directoryEndBytes(facts: DirectoryFacts): number {
  return isLarge(facts) ? 56 + 20 + 22 : 22;
}

/** What ends a zip; with more than 65,534 entries, or beyond 4 GiB, zip64's records come first. */
export function directoryEnd(facts: DirectoryFacts): Buffer {
  const { entries, offset, bytes } = facts;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(bytes, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  if (!isLarge(facts)) return end;
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(MADE_BY_UNIX | ZIP64, 12);
  large.writeUInt16LE(ZIP64, 14);
  large.writeBigUInt64LE(BigInt(entries), 24);
  large.writeBigUInt64LE(BigInt(entries), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([large, locator, end]);
}

function isLarge({ entries, offset, bytes }: DirectoryFacts): boolean {
  return entries >= MAX_16 || offset >= MAX_32 || bytes >= MAX_32;
}
