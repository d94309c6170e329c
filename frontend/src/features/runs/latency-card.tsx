import type { Latency, Run } from '@/api/types';
import { count, sentence, simulatedTime, tenths, words } from '@/lib/format';
import type { Int64 } from '@/lib/int64';

/** What each name times. */
const MEANINGS: Record<string, string> = {
  link_wait: 'a packet, for links that others have booked',
  message_network: 'a message, from its launch until its last byte is there',
  message_queue: 'a message, from its arrival until the program disposes of it',
  miss_local: 'a line of the node’s own memory, from the request until it is there',
  miss_remote: 'a line of another node’s memory, from the request until it is there',
};

/** How long things took in all of the machine, or on the job's own nodes of one: cycles, and what that is at its clock. */
export function LatencyCard({ run }: { run: Run }) {
  return (
    <section className="card" aria-label="How long things took">
      <h2>How long things took</h2>
      <Latencies latencies={run.latencies} megahertz={run.clockMegahertz} />
    </section>
  );
}

interface LatenciesProps {
  latencies: Record<string, Latency> | null;
  megahertz: number | null;
}

function Latencies({ latencies, megahertz }: LatenciesProps) {
  if (latencies === null) {
    return <p className="hint">Not known: this result was recorded before the service kept latencies.</p>;
  }
  const names = Object.keys(latencies).sort();
  if (names.length === 0) return <p className="hint">Nothing to time: no message was sent and no line missed.</p>;
  return (
    <div className="table-scroll" tabIndex={0}>
      <table className="latencies">
        <thead>
          <tr>
            <th scope="col">In cycles</th>
            {['Count', 'Min', 'p50', 'p90', 'p99', 'Max', 'Mean'].map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const latency = latencies[name];
            return latency === undefined ? null : (
              <LatencyRow key={name} name={name} latency={latency} megahertz={megahertz} />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function LatencyRow({ name, latency, megahertz }: { name: string; latency: Latency; megahertz: number | null }) {
  const { minCycles, p50Cycles, p90Cycles, p99Cycles, maxCycles, meanMillicycles } = latency;
  return (
    <tr>
      <th scope="row">
        {sentence(words(name))}
        {MEANINGS[name] !== undefined && <span className="hint">{MEANINGS[name]}</span>}
      </th>
      <td className="number">{count(latency.count)}</td>
      {[minCycles, p50Cycles, p90Cycles, p99Cycles, maxCycles].map((cycles, index) => (
        <td key={index} className="number">
          {count(cycles)}
          <Time cycles={cycles} megahertz={megahertz} />
        </td>
      ))}
      <td className="number">
        {tenths(Number(meanMillicycles) / 1000)}
        <Time cycles={Number(meanMillicycles) / 1000} megahertz={megahertz} />
      </td>
    </tr>
  );
}

function Time({ cycles, megahertz }: { cycles: Int64; megahertz: number | null }) {
  return megahertz === null ? null : <span className="hint">{simulatedTime(cycles, megahertz)}</span>;
}
