import { expect, test } from '@jest/globals';
import { fromBuffer, type ZipFile } from 'yauzl';
import { directoryEnd, directoryEndBytes, directoryEntry, directoryEntryBytes, localHeader } from './zip-records.js';

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip))),
  );
}

test.each([3, 65_534, 65_535, 70_000])('an archive of %d entries is read by a reader of others', async (count) => {
  const entries = Array.from({ length: count }, (_, at) => ({ name: `c${at}.zip`, bytes: 0, crc32: 0 }));
  let offset = 0;
  const offsets = entries.map(({ name }) => {
    const at = offset;
    offset += 30 + name.length;
    return at;
  });
  const directory = Buffer.concat(entries.map((entry, at) => directoryEntry(entry, offsets[at] ?? 0)));
  const facts = { entries: count, offset, bytes: directory.length };
  const zip = await opened(Buffer.concat([...entries.map(localHeader), directory, directoryEnd(facts)]));
  expect(zip.entryCount).toBe(count);
  expect(directoryEnd(facts)).toHaveLength(directoryEndBytes(facts));
});

test('from 4 GiB on an offset stands in a zip64 field, and the lengths are those that were planned', () => {
  const entry = { name: 'far.zip', bytes: 10, crc32: 7 };
  for (const offset of [0, 0xfffffffe, 0xffffffff, 2 ** 40])
    expect(directoryEntry(entry, offset)).toHaveLength(directoryEntryBytes(entry.name, offset));
  const far = directoryEntry(entry, 2 ** 40);
  expect([far.readUInt32LE(42), far.readBigUInt64LE(46 + 7 + 4)]).toEqual([0xffffffff, 2n ** 40n]);
  expect(directoryEnd({ entries: 5, offset: 2 ** 33, bytes: 100 })).toHaveLength(56 + 20 + 22);
});
