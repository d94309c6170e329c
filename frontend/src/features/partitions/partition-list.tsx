import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import { releasePartition } from '@/api/partitions/release-partition';
import type { Partition } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { shape } from '@/lib/rectangle';

/** One's own leases on a machine, and the way to give them back. */
export function PartitionList({ machine }: { machine: string }) {
  const partitions = useQuery({ ...partitionsQuery, refetchInterval: 5_000 });
  const mine = partitions.data?.items.filter((lease) => lease.machine === machine && lease.state === 'active') ?? [];
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

function LeaseRow({ lease }: { lease: Partition }) {
  const queryClient = useQueryClient();
  const release = useMutation({
    mutationFn: () => releasePartition(lease.id),
    onSuccess: () => {
      toastDone(`${lease.id} is released.`);
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: partitionsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['machines', lease.machine] }),
      ]);
    },
  });
  return (
    <li id={lease.id}>
      <div>
        <code>{lease.id}</code>
        <p className="hint">
          {shape(lease)} at column {lease.column}, row {lease.row}; ends <Time at={lease.expiresAt} />
        </p>
      </div>
      <div className="actions">
        <Link className="button small" to={`/runs/new?partition=${lease.id}`}>
          Run here
        </Link>
        <ConfirmButton
          question={`Release ${lease.id}?`}
          consequence="Its nodes become free for others at once."
          confirm="Release"
          disabled={release.isPending}
          onConfirm={() => release.mutate()}
        >
          Release
        </ConfirmButton>
      </div>
    </li>
  );
}
