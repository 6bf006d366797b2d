import { useId, type ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** one sentence below the name */
  readonly about?: ReactNode;
  /** the matter stands below the name instead of beside it */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A part of a page: a thin rule, the name at the left, the matter at the right. */
export function Section({ title, about, wide = false, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section className={wide ? 'sec wide' : 'sec'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {about ? <p>{about}</p> : null}
      </header>
      <div>{children}</div>
    </section>
  );
}
