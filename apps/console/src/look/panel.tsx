import { useId, useState, type ReactNode } from 'react';
import { Icon } from './icon.js';

interface PanelProps {
  readonly title: string;
  /** at the right of the name: the state in a word */
  readonly side?: ReactNode;
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

/** A panel that opens and closes by its arrow (S23, S33). The name is a heading with a button in it, as readers of headings expect. */
export function Panel({ title, side, startsOpen = true, children }: PanelProps): ReactNode {
  const [open, setOpen] = useState(startsOpen);
  const id = useId();
  return (
    <section className="panel" aria-labelledby={`${id}-name`}>
      <div className="panel-top">
        <h2>
          <button
            type="button"
            id={`${id}-name`}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <Icon name="chev" className="chev" />
            {title}
          </button>
        </h2>
        {side ? <div className="side">{side}</div> : null}
      </div>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </section>
  );
}
