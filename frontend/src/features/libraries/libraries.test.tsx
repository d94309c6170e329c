import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Bundle, Library } from '@/api/types';
import { aBundle, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const none = { body: { items: [], nextCursor: null } };
const aLibraryBundle: Bundle = { ...aBundle, name: 'exos', version: '1.0', kind: 'libos', programs: [], benchmarks: [] };
const base = {
  'GET /session': { body: aSession },
  'GET /bundles': { body: { items: [aLibraryBundle], nextCursor: null } },
};

function aLibrary(changes: Partial<Library> = {}): Library {
  return {
    libos: 'exos@1.0',
    name: 'exos',
    version: '1.0',
    owner: 'ada',
    mine: true,
    bundle: 'c7'.repeat(32),
    size: 90_000,
    visibility: 'private',
    project: null,
    users: null,
    publishedAt: '2026-11-29T10:00:00Z',
    retiredAt: null,
    ...changes,
  };
}

const shelf = (...items: Library[]) => ({ body: { items, nextCursor: null } });

test('an empty shelf says what goes there', async () => {
  fakeService({ ...base, 'GET /libraries': none });
  renderDashboard('/libraries');
  expect(await screen.findByText('The shelf is empty')).toBeVisible();
  expect(screen.getByText(/kind: libos/)).toBeVisible();
});

test('each version says whose it is, for whom, and whether it takes runs', async () => {
  fakeService({
    ...base,
    'GET /libraries': shelf(
      aLibrary({ libos: 'exos@1.1', version: '1.1', visibility: 'named', users: ['ben', 'carol'] }),
      aLibrary({ mine: false, owner: 'eve', visibility: 'named', retiredAt: '2026-11-29T11:00:00Z' }),
    ),
  });
  renderDashboard('/libraries');
  const [, newer, older] = within(await screen.findByRole('table', { name: 'Library OSes' })).getAllByRole('row');
  expect(newer).toHaveTextContent(/exos@1\.1takes runsyouben, carol/);
  expect(older).toHaveTextContent(/exos@1\.0retiredeveyou, by name/);
});

test('a bundle is published for those who are named', async () => {
  const made = aLibrary({ visibility: 'named', users: ['ben'] });
  const asked = fakeService({
    ...base,
    'GET /libraries': ({ path }) => (path.includes('name=exos') ? shelf(made) : none),
    'POST /libraries': { status: 201, body: made },
  });
  const { user, router } = renderDashboard('/libraries');
  await screen.findByRole('option', { name: /^exos@/ });
  await user.selectOptions(screen.getByLabelText('Bundle'), aBundle.digest);
  await user.selectOptions(screen.getByLabelText('For'), 'named');
  await user.type(screen.getByLabelText('Users'), 'ben,  carol');
  await user.click(screen.getByRole('button', { name: 'Publish' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'exos' })).toBeVisible();
  expect(router.state.location.pathname).toBe('/libraries/exos');
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    bundle: aBundle.digest,
    visibility: 'named',
    users: ['ben', 'carol'],
  });
});

test('what cannot be published is said where it was chosen', async () => {
  fakeService({
    ...base,
    'GET /libraries': none,
    'POST /libraries': {
      status: 409,
      body: {
        title: 'Conflict',
        code: 'library-version-taken',
        errors: [{ pointer: '/bundle', detail: 'exos@1.0 is published already' }],
      },
    },
  });
  const { user } = renderDashboard('/libraries');
  await screen.findByRole('option', { name: /^exos@/ });
  const bundle = screen.getByLabelText('Bundle');
  await user.selectOptions(bundle, aBundle.digest);
  await user.click(screen.getByRole('button', { name: 'Publish' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(bundle).toHaveAccessibleDescription('exos@1.0 is published already');
});

test('a version is retired after a question, and restored without one', async () => {
  const retired = aLibrary({ retiredAt: '2026-11-29T11:00:00Z' });
  let now = aLibrary();
  const asked = fakeService({
    ...base,
    'GET /libraries': () => shelf(now),
    'POST /libraries/exos%401.0/retire': () => ({ body: (now = retired) }),
    'POST /libraries/exos%401.0/restore': () => ({ body: (now = aLibrary()) }),
  });
  const { user } = renderDashboard('/libraries/exos');
  await user.click(await screen.findByRole('button', { name: 'Retire exos@1.0' }));
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Retire it' }));
  await user.click(await screen.findByRole('button', { name: 'Restore exos@1.0' }));
  expect(await screen.findByRole('button', { name: 'Retire exos@1.0' })).toBeVisible();
});

test('only its owner is offered to change a version', async () => {
  fakeService({ ...base, 'GET /libraries': shelf(aLibrary({ mine: false, owner: 'eve', visibility: 'everybody' })) });
  renderDashboard('/libraries/exos');
  expect(await screen.findByRole('link', { name: 'Run on it' })).toHaveAttribute('href', '/runs/new?libos=exos%401.0');
  expect(screen.queryByRole('button', { name: /^(Share|Retire)/ })).toBeNull();
});
