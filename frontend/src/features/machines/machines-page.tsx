import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { machinesQuery } from '@/api/machines/list-machines';
import { sessionQuery } from '@/api/session/get-session';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { plural, short } from '@/lib/format';
import { shape } from '@/lib/rectangle';
import { MachineActions, MakeMachineForm } from './machine-administration';

export function MachinesPage() {
  const machines = useQuery(machinesQuery);
  const administers = useQuery(sessionQuery).data?.user.role === 'admin';
  return (
    <>
      <PageHead title="Machines" lead="The simulated machines of this service, and who leases which nodes." />
      {machines.isPending && <Loading what="the machines" />}
      {machines.isLoadingError && <ProblemNote error={machines.error} retry={() => void machines.refetch()} />}
      {machines.data && (
        <div className="columns">
          <div className="cards grow">
            {machines.data.items.map((machine) => (
              <section className="card" key={machine.name}>
                <h2>
                  <Link to={`/machines/${machine.name}`}>{machine.name}</Link>
                </h2>
                <p>{machine.title}</p>
                <dl className="facts">
                  <div>
                    <dt>Mesh</dt>
                    <dd>
                      {shape(machine)}, {plural(machine.nodes, 'node')}
                    </dd>
                  </div>
                  <div>
                    <dt>Clock</dt>
                    <dd>{machine.clockMegahertz} MHz</dd>
                  </div>
                  <div>
                    <dt>Version</dt>
                    <dd>
                      <code title={machine.version}>{short(machine.version)}</code>
                    </dd>
                  </div>
                </dl>
                <div className="actions">
                  <Link className="button" to={`/machines/${machine.name}`}>
                    Map and figures
                  </Link>
                  {administers && <MachineActions machine={machine} />}
                </div>
              </section>
            ))}
          </div>
          {administers && <MakeMachineForm />}
        </div>
      )}
    </>
  );
}
