import { useId, type ReactNode } from 'react';

interface PanelSectionProps {
  /** where an address leads to: `#rules` */
  readonly anchor?: string;
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a panel: like a section of a page, one level of headings lower. */
export function PanelSection({ anchor, title, about, children }: PanelSectionProps): ReactNode {
  const id = useId();
  return (
    <section className="sec" id={anchor} tabIndex={anchor === undefined ? undefined : -1} aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        {about ? <p>{about}</p> : null}
      </header>
      <div>{children}</div>
    </section>
  );
}
