import { useEffect, useRef, useState } from 'react';

/** The width in pixels of what the reference is given to, as it changes. */
export function useWidth<T extends Element>(before: number) {
  const place = useRef<T>(null);
  const [width, setWidth] = useState(before);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width] as const;
}
