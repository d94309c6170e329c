import { Link } from 'react-router';
import type { Library } from '@/api/types';
import { Time } from '@/components/time';
import { bytes, short } from '@/lib/format';
import { audienceText } from './audience';
import { LibraryBadge } from './library-badge';

/** Published versions, whosever they are. */
export function LibraryTable({ libraries }: { libraries: Library[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table aria-label="Library OSes">
        <thead>
          <tr>
            <th scope="col">Library OS</th>
            <th scope="col">State</th>
            <th scope="col">Owner</th>
            <th scope="col">For</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Digest</th>
            <th scope="col">Published</th>
          </tr>
        </thead>
        <tbody>
          {libraries.map((library) => (
            <tr key={library.libos}>
              <th scope="row">
                <Link to={`/libraries/${library.name}`}>{library.libos}</Link>
              </th>
              <td>
                <LibraryBadge library={library} />
              </td>
              <td>{library.mine ? 'you' : library.owner}</td>
              <td>{audienceText(library)}</td>
              <td className="number">{bytes(library.size)}</td>
              <td>
                <code title={library.bundle}>{short(library.bundle)}</code>
              </td>
              <td>
                <Time at={library.publishedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
