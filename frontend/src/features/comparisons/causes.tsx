import type { Cause, Divergence, Doing, Why } from '@/api/comparisons/documents';
import { count, signed, words } from '@/lib/format';

/** Why a benchmark's figures moved: where the two part, and the largest causes. */
export function Causes({ why }: { why: Why }) {
  return (
    <>
      <h3>Where they part</h3>
      {why.first === null ? (
        <p>Every node did the same in every cycle.</p>
      ) : (
        <FirstDivergence first={why.first} />
      )}
      <h3>{why.causes.length === 1 ? 'The cause' : 'The largest causes'}</h3>
      {why.causes.length === 0 ? (
        <p>No function took more or fewer cycles in the direction of the whole.</p>
      ) : (
        <ol className="causes">
          {why.causes.map((cause) => (
            <li key={`${cause.function} ${cause.line}`}>
              <CauseText cause={cause} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function FirstDivergence({ first }: { first: Divergence }) {
  return (
    <>
      <p>
        At cycle <strong className="figure">{count(first.cycle)}</strong> on node {first.node}. Up to there every node
        did the same.
      </p>
      <dl className="facts facts-near">
        <div>
          <dt>Base</dt>
          <dd>
            <DoingText doing={first.base} />
          </dd>
        </div>
        <div>
          <dt>Head</dt>
          <dd>
            <DoingText doing={first.head} />
          </dd>
        </div>
      </dl>
    </>
  );
}

function DoingText({ doing }: { doing: Doing | null }) {
  if (doing === null) return <>nothing any more</>;
  return (
    <>
      {words(doing.category)} in <Place {...doing} />
    </>
  );
}

function CauseText({ cause }: { cause: Cause }) {
  return (
    <>
      <Place {...cause} />: <strong className="figure">{signed(cause.cycles)}</strong> cycles,{' '}
      <span className="figure">{signed(cause.nodeCycles)}</span> of them on node {cause.node}, mostly{' '}
      {words(cause.category)}
      {cause.line !== null && (
        <span className="hint">
          {' '}
          · <span className="figure">{signed(cause.lineCycles)}</span> in this line
        </span>
      )}
    </>
  );
}

function Place({ function: name, line }: { function: string; line: string | null }) {
  return (
    <>
      <code>{name}</code>
      {line === null ? <span className="hint"> (no source line known)</span> : <code className="cause-line"> {line}</code>}
    </>
  );
}
