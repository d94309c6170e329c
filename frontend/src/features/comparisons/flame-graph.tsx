import { useRef, useState, type KeyboardEvent } from 'react';
import { FilterSelect } from '@/components/filter-select';
import { count, signed } from '@/lib/format';
import { difference, frameAt, placed, ROOT, tendency, type Frame, type Placed, type Weight } from './flame-tree';

const ROW = 24;

const WEIGHTS: readonly (readonly [Weight, string])[] = [
  ['moved', 'what moved'],
  ['head', 'all of head'],
  ['base', 'all of base'],
];

/**
 * Where two runs differ, as a flame graph: a function, below it its lines, below them what was waited for. The arrow
 * keys walk through it, Enter makes a frame as wide as the whole, Escape goes back.
 */
export function FlameGraph({ root }: { root: Frame }) {
  const [weight, setWeight] = useState<Weight>('moved');
  const [zoomed, setZoomed] = useState(ROOT);
  const [chosen, setChosen] = useState(ROOT);
  const tree = useRef<HTMLDivElement>(null);
  const top = frameAt(root, zoomed) ?? root;
  const frames = placed(top, zoomed, weight);
  const current = frames.find(({ path }) => path === chosen) ?? frames[0];
  const depth = Math.max(0, ...frames.map((frame) => frame.depth));

  const focus = (frame: Placed | undefined) => {
    if (frame === undefined) return;
    setChosen(frame.path);
    tree.current?.querySelector<HTMLElement>(`[data-place="${frames.indexOf(frame)}"]`)?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    if (current === undefined) return;
    const siblings = frames.filter(({ parent }) => parent === current.parent);
    const place = siblings.indexOf(current);
    const steps: Record<string, () => void> = {
      ArrowRight: () => focus(siblings[place + 1]),
      ArrowLeft: () => focus(siblings[place - 1]),
      ArrowDown: () => focus(frames.find(({ parent }) => parent === current.path)),
      ArrowUp: () => focus(frames.find(({ path }) => path === current.parent)),
      Home: () => focus(siblings[0]),
      End: () => focus(siblings.at(-1)),
      Enter: () => setZoomed(current.path),
      Escape: () => setZoomed(ROOT),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return (
    <div className="flames">
      <div className="flames-head">
        <FilterSelect label="Widths are" value={weight} choices={WEIGHTS} onChoose={setWeight} />
        <button type="button" className="small" onClick={() => setZoomed(ROOT)}>
          Show all
        </button>
        <span className="flames-legend hint">
          <span className="swatch flame-more" /> more cycles <span className="swatch flame-less" /> fewer{' '}
          <span className="swatch flame-same" /> the same
        </span>
      </div>
      <div
        ref={tree}
        className="flames-tree"
        role="tree"
        aria-label="Flame graph of the difference"
        style={{ height: (depth + 1) * ROW }}
        onKeyDown={walk}
      >
        {frames.map((frame, place) => (
          <div
            key={frame.path}
            data-place={place}
            role="treeitem"
            aria-level={frame.depth + 1}
            aria-selected={frame === current}
            aria-label={inWords(frame.frame)}
            tabIndex={frame === current ? 0 : -1}
            className={`flame flame-${way(frame.frame)}`}
            style={{
              top: frame.depth * ROW,
              left: `${frame.from * 100}%`,
              width: `${frame.width * 100}%`,
              height: ROW - 1,
              ...strength(frame.frame),
            }}
            onFocus={() => setChosen(frame.path)}
            onPointerEnter={() => setChosen(frame.path)}
            onClick={() => setZoomed(frame.path)}
          >
            {frame.width > 0.02 && frame.frame.name}
          </div>
        ))}
      </div>
      {current !== undefined && (
        <p className="flames-reading figure" data-testid="flame">
          {inWords(current.frame)}
        </p>
      )}
      {frames.length === 0 && <p className="hint">There are no cycles of this kind.</p>}
    </div>
  );
}

function way(frame: Frame): 'more' | 'less' | 'same' {
  const more = difference(frame);
  return more > 0 ? 'more' : more < 0 ? 'less' : 'same';
}

/** The more of it went one way, the stronger its colour. */
function strength(frame: Frame) {
  return { '--strength': `${Math.round(35 + 65 * tendency(frame))}%` } as Record<string, string>;
}

function inWords(frame: Frame): string {
  const more = difference(frame);
  return `${frame.name}: ${more == 0 ? 'the same' : signed(more)} (${count(frame.base)} to ${count(frame.head)} cycles)`;
}
