import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { mayBeSignedIn, noteSignedIn } from '@/api/session/presence';
import { aMachine, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const signedOut = { status: 401, body: { title: 'Not signed in', code: 'not-signed-in', status: 401 } };
const empty = { body: { items: [], nextCursor: null } };

test('who is not signed in is asked to, and comes back to where they wanted to go', async () => {
  const asked = fakeService({
    'GET /session': signedOut,
    'POST /session': { body: aSession },
    'GET /bundles': empty,
  });
  const { user, router } = renderDashboard('/bundles');
  await user.type(await screen.findByLabelText('Name'), 'ada');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('No bundles yet')).toBeVisible();
  expect(router.state.location.pathname).toBe('/bundles');
  const post = asked.find(({ method }) => method === 'POST');
  expect(post?.body).toEqual({ name: 'ada', password: 'correct horse battery' });
  expect(post?.headers.get('X-XSRF-TOKEN')).toBe('token-1');
});

test('a browser that has not signed in does not ask who is, and a browser that has does', async () => {
  const asked = fakeService({ 'POST /session': { body: aSession }, 'GET /bundles': empty });
  const { user } = renderDashboard('/bundles');
  await user.type(await screen.findByLabelText('Name'), 'ada');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  expect(asked.filter(({ path }) => path === '/session')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('No bundles yet')).toBeVisible();
  expect(mayBeSignedIn()).toBe(true);
});

test('a wrong password is refused in the words of the service', async () => {
  fakeService({
    'GET /session': signedOut,
    'POST /session': {
      status: 401,
      body: { title: 'Wrong name or password', code: 'wrong-credentials', detail: 'Check both.', requestId: 'req-7' },
    },
  });
  const { user } = renderDashboard('/sign-in');
  await user.type(await screen.findByLabelText('Name'), 'ada');
  await user.type(screen.getByLabelText('Password'), 'guess');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Wrong name or password');
  expect(alert).toHaveTextContent('req-7');
});

test('a session that ends in the middle of work leads to sign-in and back', async () => {
  fakeService({ 'GET /session': { body: aSession }, 'GET /runs': signedOut });
  const { router } = renderDashboard('/runs?state=running');
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(router.state.location.search).toBe(`?next=${encodeURIComponent('/runs?state=running')}`);
});

test('an address that is no page says so', async () => {
  fakeService({ 'GET /session': { body: aSession } });
  renderDashboard('/nowhere');
  expect(await screen.findByRole('heading', { name: 'No such page' })).toBeVisible();
});

test('a service that does not answer is named as the trouble', async () => {
  fakeService({ 'GET /session': { body: aSession }, 'GET /machines': { status: 503, body: { title: 'Starting', code: 'starting' } } });
  renderDashboard('/machines');
  expect(await screen.findByRole('alert')).toHaveTextContent('Starting');
});

test('a service that stays away is told of once, and what was shown stays', async () => {
  let away = false;
  const machine = () => (away ? { status: 503, body: { title: 'Away', code: 'away' } } : { body: { ...aMachine, partitions: [] } });
  fakeService({
    'GET /session': { body: aSession },
    'GET /machines/fugu': machine,
    'GET /partitions': empty,
  });
  const { client } = renderDashboard('/machines/fugu');
  await screen.findByRole('application');
  away = true;
  await client.refetchQueries({ queryKey: ['machines'] });
  await client.refetchQueries({ queryKey: ['machines'] });
  expect(await screen.findAllByRole('alert')).toHaveLength(1);
  expect(screen.getByRole('application')).toBeVisible();
});

test('where an identity provider is configured a button leads there, and what went wrong is said', async () => {
  fakeService({ 'GET /session/ways': { body: { provider: { name: 'Example', path: '/sign-in/with/oidc' } } } });
  renderDashboard('/sign-in?failed=not-linked&next=%2Fruns');
  expect(await screen.findByRole('link', { name: 'Sign in with Example' })).toHaveAttribute(
    'href',
    '/sign-in/with/oidc?next=%2Fruns',
  );
  expect(screen.getByText(/No user here is linked with you/)).toBeVisible();
});

test('without an identity provider there is no such button', async () => {
  fakeService({ 'GET /session/ways': { body: { provider: null } } });
  renderDashboard('/sign-in');
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(screen.queryByRole('link')).toBeNull();
});

test('who comes back from the identity provider is signed in', async () => {
  fakeService({ 'GET /session/ways': { body: { provider: null } }, 'GET /session': { body: aSession }, 'GET /bundles': empty });
  noteSignedIn(false);
  renderDashboard('/sign-in?welcome&next=%2Fbundles');
  expect(await screen.findByText('No bundles yet')).toBeVisible();
});
