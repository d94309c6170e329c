import type { Run } from '@/api/types';
import { hex, words } from '@/lib/format';
import { endInWords, trapInWords } from './explanations';

/** What is to be said about how a run ended, unless it simply ended well. */
export function EndNote({ run }: { run: Run }) {
  if (run.trap) return <TrapNote trap={run.trap} />;
  const text = endInWords(run);
  if (text === null) return null;
  const bad = run.state === 'infrastructure_error' || run.state === 'finished';
  return (
    <div className={`note ${bad ? 'note-warn' : ''}`}>
      <p>{text}</p>
      {bad && run.message && <p className="hint">{run.message}</p>}
    </div>
  );
}

function TrapNote({ trap }: { trap: NonNullable<Run['trap']> }) {
  return (
    <section className="note note-bad" aria-label="Trap report">
      <p className="note-title">{trapInWords(trap)}</p>
      <p>{trap.message}</p>
      <dl className="facts facts-row">
        <div>
          <dt>Node</dt>
          <dd>{trap.node}</dd>
        </div>
        <div>
          <dt>pc</dt>
          <dd>
            <code>{hex(trap.pc)}</code>
          </dd>
        </div>
        <div>
          <dt>Cause</dt>
          <dd>{words(trap.cause)}</dd>
        </div>
        <div>
          <dt>Value</dt>
          <dd>
            <code>{hex(trap.value)}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}
