import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Rows that come and go together. */
const CHUNK = 50;
/** A list this short is shown whole. */
const FEW = 100;
/** Only until the chunk was seen: then its own height is known. */
const GUESSED_ROW_PX = 44;
/** About a screen above and below, so that scrolling and Tab meet rows that are there. */
const AHEAD = '1000px 0px';

interface RowChunksProps<Row> {
  readonly rows: readonly Row[];
  /** @param rowIndex of the row in the whole table, for `aria-rowindex`; the head is row 1 */
  readonly children: (row: Row, rowIndex: number) => ReactNode;
}

/**
 * The bodies of a table that may get thousands of rows: those far from the screen leave an empty row of their height. Browsers have
 * `content-visibility` for that, but not for rows of tables, and laying out thousands of them takes a second with each press of a key.
 * The table says with `aria-rowcount` how many there are.
 */
export function RowChunks<Row>({ rows, children }: RowChunksProps<Row>): ReactNode {
  const chunks = Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, index) => index * CHUNK);
  return chunks.map((first) => {
    const chunk = rows.slice(first, first + CHUNK);
    return (
      <Chunk key={first} size={chunk.length} isStart={first < FEW} mayHide={rows.length > FEW}>
        {() => chunk.map((row, index) => children(row, first + index + 2))}
      </Chunk>
    );
  });
}

interface ChunkProps {
  readonly size: number;
  /** shown from the first picture on */
  readonly isStart: boolean;
  readonly mayHide: boolean;
  readonly children: () => ReactNode;
}

function Chunk({ size, isStart, mayHide, children }: ChunkProps): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const [hiddenHeight, setHiddenHeight] = useState<number | null>(isStart ? null : size * GUESSED_ROW_PX);
  useEffect(() => {
    const element = body.current;
    if (element === null || !mayHide) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last === undefined) return;
        if (last.isIntersecting) setHiddenHeight(null);
        // Who has the focus in a row keeps it, however far it is scrolled away.
        else if (!element.contains(document.activeElement)) setHiddenHeight(last.boundingClientRect.height);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [mayHide]);
  return (
    <tbody ref={body}>
      {hiddenHeight === null || !mayHide ? (
        children()
      ) : (
        <tr className="far" aria-hidden="true" style={{ blockSize: hiddenHeight }}>
          <td />
        </tr>
      )}
    </tbody>
  );
}
