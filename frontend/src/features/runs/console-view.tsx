import { useMutation } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import { getConsoleText } from '@/api/runs/get-console-text';
import { count, plural } from '@/lib/format';
import { saveFile } from '@/lib/save-file';
import { nodesOf, type ConsoleLog } from './console-log';

interface ConsoleViewProps {
  runId: string;
  log: ConsoleLog;
  /** Whether more may still come. */
  live: boolean;
}

/** What the nodes wrote. Follows the end, until the reader scrolls up to read. */
export function ConsoleView({ runId, log, live }: ConsoleViewProps) {
  const [node, setNode] = useState<number | null>(null);
  const nodes = nodesOf(log);
  const lines = node === null ? log.lines : log.lines.filter((line) => line.node === node);
  const { pane, follows, onScroll, followAgain } = useFollow(lines);
  return (
    <section className="console card" aria-label="Console">
      <div className="console-head">
        <h2>Console</h2>
        {nodes.length > 1 && (
          <label>
            Node{' '}
            <select
              value={node ?? ''}
              onChange={(event) => setNode(event.target.value === '' ? null : Number(event.target.value))}
            >
              <option value="">all {nodes.length} that wrote</option>
              {nodes.map((number) => (
                <option key={number} value={number}>
                  {number}
                </option>
              ))}
            </select>
          </label>
        )}
        <span className="hint">{plural(lines.length, 'line')}</span>
        {!follows && live && (
          <button type="button" className="small" onClick={followAgain}>
            Follow the end
          </button>
        )}
        <SaveButton runId={runId} />
      </div>
      {log.dropped > 0 && (
        <p className="hint">The first {count(log.dropped)} lines are not shown; the saved text has everything.</p>
      )}
      <div
        ref={pane}
        className="console-pane"
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label="Console output"
        data-testid="console"
      >
        {lines.length === 0 && (
          <p className="console-empty">{live ? 'Nothing written yet.' : 'The program wrote nothing.'}</p>
        )}
        {lines.map((line) => (
          <div className="console-line" key={line.key}>
            {nodes.length > 1 && (
              <span className="console-node" title={`node ${line.node}`}>
                {line.node}
              </span>
            )}
            <span className="console-text">{line.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

function SaveButton({ runId }: { runId: string }) {
  const save = useMutation({
    mutationFn: () => getConsoleText(runId),
    onSuccess: (text) => saveFile(`${runId}.txt`, text),
  });
  return (
    <button type="button" className="small" disabled={save.isPending} onClick={() => save.mutate()}>
      Save as text
    </button>
  );
}

/** Keeps a pane at its end while things are added, unless it was scrolled away from there. */
function useFollow(content: unknown) {
  const pane = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  useLayoutEffect(() => {
    if (follows && pane.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [content, follows]);
  const onScroll = () => {
    if (pane.current === null) return;
    const { scrollTop, scrollHeight, clientHeight } = pane.current;
    setFollows(scrollHeight - scrollTop - clientHeight < 24);
  };
  return { pane, follows, onScroll, followAgain: () => setFollows(true) };
}
