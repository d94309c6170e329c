import { Link } from 'react-router';
import type { RunSetMember } from '@/api/types';
import { StateBadge } from '@/components/state-badge';
import { count, tenths } from '@/lib/format';
import { places } from './axes';
import { CAUSES } from './causes';

/** A row for each run: where it stands, its cycles, and where they went. */
export function MemberTable({ members, open }: { members: RunSetMember[]; open: boolean }) {
  const [first] = members;
  if (first === undefined) return null;
  const compared = members.some(({ differencePercent }) => differencePercent !== null);
  const counted = members.some(({ systemCalls }) => systemCalls !== null);
  return (
    <div className="table-scroll" tabIndex={0}>
      <table aria-label="Runs of the set">
        <thead>
          <tr>
            <th>State</th>
            {places(first.at).map(({ axis }) => (
              <th key={axis}>{axis}</th>
            ))}
            <th className="number">Cycles</th>
            {compared && <th className="number">{first.at.placement === null ? 'To the first' : 'To library'}</th>}
            {CAUSES.map(({ name }) => (
              <th key={name} className="number">
                {name}
              </th>
            ))}
            {counted && (
              <>
                <th className="number">System calls</th>
                <th className="number">Crossings</th>
                <th className="number">Transfers</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.run}>
              <td>
                {open ? (
                  <Link to={`/runs/${member.run}`} aria-label={`Run ${member.run}`}>
                    <Standing member={member} />
                  </Link>
                ) : (
                  <Standing member={member} />
                )}
              </td>
              {places(member.at).map(({ axis, text }) => (
                <td key={axis}>{text}</td>
              ))}
              <td className="number">{figure(member.cycles)}</td>
              {compared && <td className="number">{difference(member.differencePercent)}</td>}
              {CAUSES.map(({ key, name }) => (
                <td key={name} className="number">
                  {figure(member.causes?.[key])}
                </td>
              ))}
              {counted && (
                <>
                  <td className="number">{figure(member.systemCalls)}</td>
                  <td className="number">{figure(member.crossings)}</td>
                  <td className="number">{figure(member.transfers)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Standing({ member }: { member: RunSetMember }) {
  return <StateBadge state={member.state} outcome={member.outcome} exitCode={member.exitCode} />;
}

function figure(value: Parameters<typeof count>[0] | null | undefined): string {
  return value === null || value === undefined ? '' : count(value);
}

function difference(percent: number | null): string {
  return percent === null ? '' : `${percent > 0 ? '+' : ''}${tenths(percent)} %`;
}
