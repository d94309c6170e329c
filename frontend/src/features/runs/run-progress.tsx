import type { Run } from '@/api/types';
import { ProgressBar } from '@/components/progress-bar';
import { count, duration, rounded } from '@/lib/format';
import { secondsToLimit, type RunStream } from './run-stream';

/** How far a run under way is, of the simulated time it may take at the most. */
export function RunProgress({ run, stream }: { run: Run; stream: RunStream }) {
  const share = stream.progress?.share ?? run.progress;
  const cycle = stream.progress?.cycle ?? run.progressCycle;
  const budget = stream.progress?.budget ?? run.limits.cycles;
  return (
    <section className="card run-progress" aria-label="Progress">
      <ProgressBar share={share} label="Share of the cycle limit" />
      <p className="progress-text">
        <span>
          cycle <strong className="figure">{count(cycle)}</strong>
          {budget ? ` of at most ${count(budget)}` : ''}
        </span>
        <span className="hint">{aside(run, stream)}</span>
      </p>
    </section>
  );
}

function aside(run: Run, stream: RunStream): string {
  if (stream.connection === 'lost') return 'Connection lost; trying again …';
  if (run.state === 'queued') return queued(run);
  if (stream.progress === null) return run.state === 'running' ? 'Starting …' : '';
  const left = secondsToLimit(stream.progress);
  if (left === null) return '';
  const speed = `${rounded(stream.progress.cyclesPerSecond ?? 0)}cycles/s`;
  return `${speed} · at most ${duration(left * 1000)} to the limit`;
}

function queued({ queuePosition, estimatedStart }: Run): string {
  if (queuePosition === null || queuePosition === undefined) return 'In the queue';
  const place = queuePosition <= 1 ? 'Next of yours' : `Number ${queuePosition} of yours`;
  return estimatedStart ? `${place} · begins in about ${fromNow(estimatedStart)}` : place;
}

function fromNow(time: string): string {
  return duration(Math.max(1000, Date.parse(time) - Date.now()));
}
