import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Goes where the address points, for whoever draws that place: the browser's own jump finds nothing yet when a link opens the page. */
export function useAnchor(): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    const target = hash === '' ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target === null) return;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }, [hash, key]);
}
