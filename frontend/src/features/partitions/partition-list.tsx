import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import { declinePartition } from '@/api/partitions/decline-partition';
import { renewPartition } from '@/api/partitions/renew-partition';
import { releasePartition } from '@/api/partitions/release-partition';
import { sessionQuery } from '@/api/session/get-session';
import type { LeaseWait, Partition } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { shape } from '@/lib/rectangle';

/** In minutes. */
const HOUR = 60;

/** One's own leases on a machine, and the way to give them back. */
export function PartitionList({ machine }: { machine: string }) {
  const partitions = useQuery({ ...partitionsQuery, refetchInterval: 5_000 });
  const mine = partitions.data?.items.filter((lease) => lease.machine === machine && isKept(lease)) ?? [];
  return (
    <section className="card" aria-label="My partitions">
      <h2>My partitions</h2>
      {partitions.isPending && <Loading what="your partitions" />}
      {partitions.isLoadingError && <ProblemNote error={partitions.error} retry={() => void partitions.refetch()} />}
      {partitions.isSuccess && mine.length === 0 && (
        <p className="hint">
          None. You need none to run something: a run without a partition leases its nodes for itself. A partition keeps
          them for you between runs.
        </p>
      )}
      <ul className="leases">
        {mine.map((lease) => (
          <LeaseRow key={lease.id} lease={lease} />
        ))}
      </ul>
    </section>
  );
}

function isKept({ state }: Partition): boolean {
  return state === 'active' || state === 'reserved' || state === 'waiting';
}

function LeaseRow({ lease }: { lease: Partition }) {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const shared = lease.kind === 'shared';
  const invited = shared && session.data?.user.name !== lease.owner;
  const release = useMutation({
    mutationFn: () => (invited ? declinePartition(lease.id) : releasePartition(lease.id)),
    onSuccess: () => {
      toastDone(invited ? `You declined ${lease.id}.` : `${lease.id} is released.`);
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: partitionsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['machines', lease.machine] }),
      ]);
    },
  });
  const renew = useMutation({
    mutationFn: () => renewPartition(lease.id, HOUR),
    onSuccess: (renewed) => {
      toastDone(`${renewed.id} ends at ${renewed.expiresAt.slice(11, 16)} UTC.`);
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: partitionsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['machines', lease.machine] }),
      ]);
    },
  });
  const begun = lease.state === 'active';
  return (
    <li id={lease.id}>
      <div>
        <code>{lease.id}</code>
        <p className="hint">
          {lease.waiting ? (
            <Waiting lease={lease} waiting={lease.waiting} />
          ) : (
            <>
              {shape(lease)} at column {lease.column}, row {lease.row};{' '}
              {!begun && (
                <>
                  begins <Time at={lease.startsAt} />,{' '}
                </>
              )}
              ends <Time at={lease.expiresAt} />
            </>
          )}
        </p>
        {shared && <p className="hint">{sharedBy(lease)}</p>}
      </div>
      <div className="actions">
        {begun && (
          <Link
            className="button small"
            to={shared ? `/co-runs?partition=${lease.id}` : `/runs/new?partition=${lease.id}`}
          >
            {shared ? 'Open a co-run' : 'Run here'}
          </Link>
        )}
        {!invited && begun && (
          <button type="button" className="small" disabled={renew.isPending} onClick={() => renew.mutate()}>
            An hour from now
          </button>
        )}
        <ConfirmButton
          question={invited ? `Decline ${lease.id}?` : `Release ${lease.id}?`}
          consequence={
            invited
              ? 'You do not see it any more, and take no part in what is opened on it.'
              : lease.waiting
                ? 'It loses its place in the line.'
                : 'Its nodes become free for others at once.'
          }
          confirm={invited ? 'Decline' : 'Release'}
          disabled={release.isPending}
          onConfirm={() => release.mutate()}
        >
          {invited ? 'Decline' : 'Release'}
        </ConfirmButton>
      </div>
    </li>
  );
}

/** What it waits for, and until when. */
function Waiting({ lease, waiting }: { lease: Partition; waiting: LeaseWait }) {
  return (
    <>
      {shape(lease)} for {waiting.minutes} minutes: waits
      {waiting.waitingFor === 'quota' && ' until you may have more nodes'}, place {waiting.place} in the line; begins{' '}
      {waiting.estimatedStart ? (
        <>
          by <Time at={waiting.estimatedStart} />, as far as known
        </>
      ) : (
        'at a time that is not known yet'
      )}
      {waiting.unestimated && ` (${waiting.unestimated})`}
      ; given up <Time at={lease.expiresAt} />
    </>
  );
}

/** Who shares it, as far as they want to. */
function sharedBy({ owner, users }: Partition): string {
  const others = users.map(({ name, declined }) => (declined ? `${name} (declined)` : name));
  return `shared by ${[owner, ...others].join(', ')}`;
}
