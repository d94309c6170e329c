import type { RunSetMember } from '@/api/types';
import { count, percent } from '@/lib/format';
import { placed } from './axes';
import { CAUSES } from './causes';

/** A bar for each finished run, as long as it took, divided by where the cycles went. */
export function MemberChart({ members }: { members: RunSetMember[] }) {
  const longest = Math.max(...members.map(({ cycles }) => Number(cycles)));
  return (
    <section className="card" aria-label="Cycles">
      <h2>Cycles</h2>
      <p className="hint">
        A bar is as long as the run took, and divided by where the cycles of all its nodes went:{' '}
        {CAUSES.map(({ name, colour }) => (
          <span key={name} className="set-cause">
            <span className={`set-swatch ${colour}`} aria-hidden="true" /> {name.toLowerCase()}
          </span>
        ))}
      </p>
      <ul className="set-bars">
        {members.map((member) => (
          <li key={member.run}>
            <span>{placed(member.at)}</span>
            <Bar member={member} length={Number(member.cycles) / longest} />
            <span className="number">{count(member.cycles ?? 0)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bar({ member, length }: { member: RunSetMember; length: number }) {
  const parts = CAUSES.map((cause) => ({ ...cause, cycles: Number(member.causes?.[cause.key] ?? 0) }));
  const whole = parts.reduce((total, { cycles }) => total + cycles, 0);
  const told = parts.filter(({ cycles }) => cycles > 0);
  const words = told.map(({ name, cycles }) => `${name.toLowerCase()} ${percent(cycles / whole)}`).join(', ');
  return (
    <div className="set-track">
      <div className="stack" role="img" aria-label={`${placed(member.at)}: ${words}`} style={{ width: `${length * 100}%` }}>
        {told.map(({ key, name, colour, cycles }) => (
          <div
            key={key}
            className={colour}
            style={{ width: `${(cycles / whole) * 100}%` }}
            title={`${name}: ${count(cycles)} cycles, ${percent(cycles / whole)}`}
          />
        ))}
      </div>
    </div>
  );
}
