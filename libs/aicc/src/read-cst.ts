/** The tree of a `.cst`: block id → ids of its members, in the order of the file. */
export type CourseTree = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `.cst` (sheet §6.6): quotes may be missing, LF is fine, a block may stand on several rows. Where the first line is no header
 * (blank, or with a byte order mark) nothing is read: LMSs then take all AUs flat.
 */
export function readCst(text: string): CourseTree {
  const [header = '', ...rows] = text.split(/\r\n|\n/);
  if (cells(header)[0]?.toLowerCase() !== 'block') return new Map();
  const tree = new Map<string, string[]>();
  for (const row of rows) {
    const [block = '', ...members] = cells(row);
    if (block === '' || block === '\u001a') continue;
    const known = tree.get(block) ?? [];
    for (const id of members) if (id !== '') known.push(id);
    tree.set(block, known);
  }
  return tree;
}

/** `root`, in any case (rule 60); undefined if the file names none. */
export function rootOf(tree: CourseTree): string | undefined {
  return [...tree.keys()].find((block) => block.toLowerCase() === 'root');
}

function cells(row: string): string[] {
  return row.split(',').map((value) => value.trim().replace(/^"|"$/g, ''));
}
