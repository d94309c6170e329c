import { useQuery } from '@tanstack/react-query';
import { calendarQuery } from '@/api/machines/get-calendar';
import type { CalendarEntry, MachineCalendar } from '@/api/types';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { shape } from '@/lib/rectangle';
import { useNow } from '@/lib/use-now';

const WIDTH = 980;
const DAY = WIDTH / 7;
const HEAD = 26;
const LINE = 22;
const BAR = 16;

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** The week of a machine from today on: a line for each lease, for what is kept for a run, and for what one waits for. Times are UTC. */
export function WeekCalendar({ machine }: { machine: string }) {
  const calendar = useQuery(calendarQuery(machine));
  return (
    <section className="card" aria-label="Calendar">
      <h2>This week</h2>
      {calendar.isPending && <Loading what="the calendar" />}
      {calendar.isLoadingError && <ProblemNote error={calendar.error} retry={() => void calendar.refetch()} />}
      {calendar.isSuccess && calendar.data.entries.length === 0 && (
        <p className="hint">Nothing is leased this week. A lease can begin later: see “From” above.</p>
      )}
      {calendar.isSuccess && calendar.data.entries.length > 0 && <Week calendar={calendar.data} />}
    </section>
  );
}

function Week({ calendar }: { calendar: MachineCalendar }) {
  const now = useNow(60_000);
  const begin = Date.parse(calendar.from);
  const length = Date.parse(calendar.until) - begin;
  const x = (time: number) => Math.min(WIDTH, Math.max(0, ((time - begin) / length) * WIDTH));
  const height = HEAD + calendar.entries.length * LINE + 6;
  return (
    <div className="week" tabIndex={0}>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label="Leases by time">
        {Array.from({ length: 7 }, (_, index) => (
          <g key={index} className="week-day">
            <line x1={index * DAY} x2={index * DAY} y1={0} y2={height} />
            <text x={index * DAY + 6} y={16}>
              {day.format(begin + (index * length) / 7)}
            </text>
          </g>
        ))}
        <line className="week-now" x1={x(now)} x2={x(now)} y1={0} y2={height} />
        {calendar.entries.map((entry, index) => {
          const left = x(Date.parse(entry.from));
          const y = HEAD + index * LINE;
          return (
            <g key={index} role="img" aria-label={description(entry)} className={`week-entry week-${owner(entry)}`}>
              <title>{description(entry)}</title>
              <rect x={left} y={y} width={Math.max(4, x(Date.parse(entry.until)) - left)} height={BAR} rx={4} />
              <text x={Math.min(left + 6, WIDTH - 170)} y={y + 12} aria-hidden="true">
                {`${shape(entry)} at ${entry.column}, ${entry.row}`}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function owner({ kind, mine }: CalendarEntry): string {
  if (kind === 'run') return 'run';
  if (kind === 'waiting') return mine ? 'awaited' : 'run';
  return mine ? 'mine' : 'other';
}

function description(entry: CalendarEntry): string {
  const what = { run: 'Kept for a run', waiting: 'Waited for' }[String(entry.kind)] ?? 'Leased';
  const who = entry.mine ? ', yours' : entry.kind === 'run' ? '' : ' by somebody else';
  const times = `${minute.format(Date.parse(entry.from))} to ${minute.format(Date.parse(entry.until))}`;
  return `${what}${who}: ${shape(entry)} at column ${entry.column}, row ${entry.row}, ${times}`;
}
