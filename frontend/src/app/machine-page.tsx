import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { machineQuery } from '@/api/machines/get-machine';
import type { MachineDetail as Machine } from '@/api/types';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { FiguresTable } from '@/features/machines/figures-table';
import { MeshMap } from '@/features/machines/mesh-map';
import { WeekCalendar } from '@/features/machines/week-calendar';
import { LeaseForm } from '@/features/partitions/lease-form';
import { PartitionList } from '@/features/partitions/partition-list';
import { plural, short } from '@/lib/format';
import { shape, type Rectangle } from '@/lib/rectangle';

/** A machine's map and figures, with the partitions on it: two features that know nothing of each other. */
export function MachinePage() {
  const { name = '' } = useParams();
  const machine = useQuery(machineQuery(name));
  if (machine.isPending) return <Loading what="the machine" />;
  if (machine.isLoadingError) {
    return (
      <>
        <PageHead title="Machine" />
        <ProblemNote error={machine.error} retry={() => void machine.refetch()} />
      </>
    );
  }
  return <MachineDetail key={name} machine={machine.data} />;
}

function MachineDetail({ machine }: { machine: Machine }) {
  const [selection, setSelection] = useState<Rectangle | null>(null);
  const leases = machine.partitions;
  const leased = leases.reduce((sum, lease) => sum + lease.columns * lease.rows, 0);
  return (
    <>
      <PageHead
        title={machine.name}
        aside={
          <span className="version" title={machine.version}>
            version {short(machine.version)}
          </span>
        }
        lead={machine.title}
      />
      <p className="summary">
        Mesh {shape(machine)} · {plural(machine.nodes, 'node')} at {machine.clockMegahertz} MHz · {leased} leased,{' '}
        {machine.nodes - leased} free
      </p>
      <div className="machine">
        <div className="map-grid">
          <section className="card" aria-label="Map">
            <MeshMap
              columns={machine.columns}
              rows={machine.rows}
              leases={leases}
              selection={selection}
              onSelect={setSelection}
            />
            <p className="legend">
              <span className="swatch swatch-mine" /> mine <span className="swatch swatch-other" /> leased by others{' '}
              <span className="swatch swatch-free" /> free
            </p>
          </section>
          <div className="map-side">
            <LeaseForm machine={machine} taken={leases} selection={selection} onSelect={setSelection} />
            <PartitionList machine={machine.name} />
          </div>
        </div>
        <WeekCalendar machine={machine.name} />
        <FiguresTable figures={machine.figures} />
      </div>
    </>
  );
}
