import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { capabilitiesQuery } from '@/api/runs/get-capabilities';
import type { Capabilities, CapabilityEvent } from '@/api/types';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { count } from '@/lib/format';

/** So many are shown before somebody asks for all. */
const FIRST = 8;

const DONE: Record<string, string> = {
  frame_allocate: 'frames allocated',
  frame_free: 'frames given back',
  cap_derive: 'narrowed',
  cap_part: 'parts made',
  cap_grant: 'granted',
  cap_accept: 'accepted',
  cap_revoke: 'revoked',
  cap_delete: 'given up',
  environment_make: 'environments made',
  environment_end: 'environments ended',
};

/** What the system calls of a finished run did to capabilities. */
export function CapabilitiesCard({ runId }: { runId: string }) {
  const capabilities = useQuery(capabilitiesQuery(runId));
  return (
    <section className="card" aria-label="Capabilities">
      <h2>Capabilities</h2>
      {capabilities.isPending && <Loading what="the capabilities" />}
      {capabilities.isLoadingError && (
        <ProblemNote error={capabilities.error} retry={() => void capabilities.refetch()} />
      )}
      {capabilities.data === null && (
        <p className="hint">Not known: this result was recorded before the service kept them.</p>
      )}
      {capabilities.data && <Told told={capabilities.data} />}
    </section>
  );
}

function Told({ told: { capabilityEvents, capabilityCounts, capabilityEventsLeftOut } }: { told: Capabilities }) {
  const [all, setAll] = useState(false);
  const calls = Object.entries(capabilityCounts);
  if (calls.length === 0) {
    return <p className="hint">Nothing: the program used only what it was started with.</p>;
  }
  const shown = all ? capabilityEvents : capabilityEvents.slice(0, FIRST);
  return (
    <>
      <p>{calls.map(([call, many]) => `${DONE[call] ?? call}: ${count(many)}`).join(', ')}</p>
      <div className="table-scroll" tabIndex={0}>
        <table className="refusals">
          <thead>
            <tr>
              <th scope="col" className="number">
                Cycle
              </th>
              <th scope="col" className="number">
                Node
              </th>
              <th scope="col">Call</th>
              <th scope="col">Capability</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((event, index) => (
              <Row key={index} event={event} />
            ))}
          </tbody>
        </table>
      </div>
      {!all && capabilityEvents.length > FIRST && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            Show all {capabilityEvents.length}
          </button>
        </p>
      )}
      {capabilityEventsLeftOut > 0 && (
        <p className="hint">{count(capabilityEventsLeftOut)} more are counted and not listed.</p>
      )}
    </>
  );
}

function Row({ event }: { event: CapabilityEvent }) {
  return (
    <tr>
      <td className="number">{count(event.cycle)}</td>
      <td className="number">{event.node}</td>
      <td>
        <code>{event.call}</code>
        <span className="hint">{names(event)}</span>
      </td>
      <td>
        {event.object ?? 'not told'}
        <span className="hint">{event.rights}</span>
      </td>
    </tr>
  );
}

/** Which capability became which, or whose. */
function names({ handle, made, toRank }: CapabilityEvent): string {
  const from = handle === null ? '' : String(handle);
  if (made !== null) return from === '' ? `is ${String(made)} here` : `from ${from}: ${String(made)}`;
  return toRank === null ? from : `${from} to rank ${String(toRank)}`;
}
