/** Some neighbouring entries of an archive, or the lists at its end, made: their bytes, and what the lists say of the entries. */
export interface Segment {
  readonly body: Buffer;
  /** read when they are asked for: most downloads of what was made before never need them */
  readonly facts: () => SegmentFacts;
}

export interface SegmentFacts {
  /** of each entry */
  readonly crc32: readonly number[];
  readonly sha256: readonly string[];
  /** of each course: the start of its row in manifest.csv */
  readonly manifest: readonly string[];
}

export const NO_FACTS: SegmentFacts = { crc32: [], sha256: [], manifest: [] };

/** As it is kept on disk: a mark, the length of the facts, the facts as JSON, the bytes. */
export function writeSegment({ body, facts }: Segment): readonly Buffer[] {
  const json = Buffer.from(JSON.stringify(facts()));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(MARK, 0);
  head.writeUInt32LE(json.length, 4);
  return [head, json, body];
}

/** @param bytes that the body must have @returns null if the file is not what was written */
export function readSegment(file: Buffer, bytes: number): Segment | null {
  if (file.length < 8 || file.readUInt32LE(0) !== MARK) return null;
  const start = 8 + file.readUInt32LE(4);
  if (file.length !== start + bytes) return null;
  return {
    body: file.subarray(start),
    facts: () => JSON.parse(file.toString('utf8', 8, start)) as SegmentFacts,
  };
}

/** `seg1` */
const MARK = 0x31676573;
