import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useHasGoneOn } from './way.js';

interface PageProps {
  /** h1, and the document's title */
  readonly title: string;
  /** what stands above the title, e.g. "Launch" */
  readonly eyebrow?: string;
  /** the answer of the page in one sentence */
  readonly lead?: ReactNode;
  /** facts below the title */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** pages of the same section */
  readonly subnav?: ReactNode;
  /** dense where operators work, airy for an LMS's administrators */
  readonly density?: 'dense' | 'airy';
  readonly children: ReactNode;
}

/**
 * A page: its name, its answer, its content. After a way inside the console the focus goes to the name, so that whoever hears the page
 * knows that it is another one; not from somebody who has gone on to something else while the page was fetched.
 */
export function Page({
  title,
  eyebrow,
  lead,
  meta,
  actions,
  subnav,
  density = 'airy',
  children,
}: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, key } = useLocation();
  const hasGoneOn = useHasGoneOn();
  useEffect(() => {
    document.title = `${title} · aicc-bridge`;
  }, [title]);
  useLayoutEffect(() => {
    document.body.dataset['density'] = density;
  }, [density]);
  useEffect(() => {
    // "default" is the address that the browser was opened with: there the focus is the browser's.
    if (key === 'default') return;
    window.scrollTo(0, 0);
    if (!hasGoneOn()) heading.current?.focus({ preventScroll: true });
    // Filters change the key, not the page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pathname]);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="head">
        {subnav}
        <div className="head-row">
          <div className="head-name">
            {eyebrow ? <p className="eyebrow">{eyebrow}</p> : null}
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {meta}
          </div>
          {actions ? <div className="row">{actions}</div> : null}
        </div>
        {lead ? <p className="lead">{lead}</p> : null}
      </div>
      {children}
    </main>
  );
}
