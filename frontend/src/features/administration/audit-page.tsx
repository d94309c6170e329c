import { useSearchParams } from 'react-router';
import { PageHead } from '@/components/page-head';
import { ActList } from './act-list';
import { AdministratorsAlone } from './administrators-alone';

const FILTERS = [
  ['user', 'Who'],
  ['act', 'What'],
  ['subject', 'To what'],
] as const;

/** The audit log, for administrators. */
export function AuditPage() {
  return (
    <AdministratorsAlone title="Audit log">
      <Acts />
    </AdministratorsAlone>
  );
}

function Acts() {
  const [parameters, setParameters] = useSearchParams();
  const filter = { user: parameters.get('user'), act: parameters.get('act'), subject: parameters.get('subject') };
  const change = (name: string, value: string) =>
    setParameters(
      (old) => {
        if (value === '') old.delete(name);
        else old.set(name, value);
        return old;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead title="Audit log" lead="Who did what that matters for security, newest first." />
      <div className="filters">
        {FILTERS.map(([name, label]) => (
          <label key={name}>
            {label}{' '}
            <input
              type="search"
              value={filter[name] ?? ''}
              placeholder={name === 'act' ? 'as in key_made' : ''}
              onChange={(event) => change(name, event.target.value)}
            />
          </label>
        ))}
      </div>
      <ActList filter={filter} />
    </>
  );
}
