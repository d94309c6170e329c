import { createRoutesFromElements, Route } from 'react-router';
import { KeysPage } from '@/features/account/keys-page';
import { SignInPage } from '@/features/account/sign-in-page';
import { BundlePage } from '@/features/bundles/bundle-page';
import { BundlesPage } from '@/features/bundles/bundles-page';
import { CoRunPage } from '@/features/co-runs/co-run-page';
import { CoRunsPage } from '@/features/co-runs/co-runs-page';
import { MachinesPage } from '@/features/machines/machines-page';
import { ProjectsPage } from '@/features/projects/projects-page';
import { RunPage } from '@/features/runs/run-page';
import { RunsPage } from '@/features/runs/runs-page';
import { SubmitPage } from '@/features/runs/submit-page';
import { Loading } from '@/components/loading';
import type * as administrationPages from './administration-pages';
import { ErrorPage } from './error-page';
import { HomePage } from './home-page';
import type * as libraryPages from './library-pages';
import { MachinePage } from './machine-page';
import { NotFoundPage } from './not-found-page';
import { ProjectFrame } from './project-frame';
import type * as runSetPages from './run-set-pages';
import type * as projectPages from './project-pages';
import { RequireSession } from './require-session';

/** What only those who measure need is fetched when they come. */
const lazily = (page: keyof typeof projectPages) => async () => ({
  Component: (await import('./project-pages'))[page],
});

const shelf = (page: keyof typeof libraryPages) => async () => ({
  Component: (await import('./library-pages'))[page],
});

const sets = (page: keyof typeof runSetPages) => async () => ({
  Component: (await import('./run-set-pages'))[page],
});

const office = (page: keyof typeof administrationPages) => async () => ({
  Component: (await import('./administration-pages'))[page],
});

export const routes = createRoutesFromElements(
  <Route errorElement={<ErrorPage />} hydrateFallbackElement={<Loading what="the page" />}>
    <Route path="sign-in" element={<SignInPage />} />
    <Route
      path="shared/set"
      lazy={async () => ({ Component: (await import('./shared-page')).SharedRunSetPage })}
    />
    <Route path="shared" lazy={async () => ({ Component: (await import('./shared-page')).SharedRunPage })} />
    <Route element={<RequireSession />}>
      <Route index element={<HomePage />} />
      <Route path="bundles" element={<BundlesPage />} />
      <Route path="bundles/:digest" element={<BundlePage />} />
      <Route path="libraries" lazy={shelf('LibrariesPage')} />
      <Route path="libraries/:name" lazy={shelf('LibraryPage')} />
      <Route path="machines" element={<MachinesPage />} />
      <Route path="machines/:name" element={<MachinePage />} />
      <Route path="runs" element={<RunsPage />} />
      <Route path="runs/new" element={<SubmitPage />} />
      <Route path="runs/:id" element={<RunPage />} />
      <Route path="run-sets" lazy={sets('RunSetsPage')} />
      <Route path="run-sets/:id" lazy={sets('RunSetPage')} />
      <Route path="co-runs" element={<CoRunsPage />} />
      <Route path="co-runs/:id" element={<CoRunPage />} />
      <Route path="projects" element={<ProjectsPage />} />
      <Route path="projects/:project" element={<ProjectFrame />}>
        <Route index lazy={lazily('ProjectPage')} />
        <Route path="runs" lazy={lazily('ProjectRunsPage')} />
        <Route path="settings" lazy={lazily('SettingsPage')} />
        <Route path="alerts" lazy={lazily('AlertsPage')} />
        <Route path="benchmarks/:name" lazy={lazily('BenchmarkPage')} />
        <Route path="comparisons/:comparison" lazy={lazily('ComparisonPage')} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
      <Route path="join" lazy={lazily('JoinPage')} />
      <Route path="keys" element={<KeysPage />} />
      <Route path="account" lazy={office('AccountPage')} />
      <Route path="status" lazy={office('StatusPage')} />
      <Route path="users" lazy={office('UsersPage')} />
      <Route path="everybody" lazy={office('EverybodyPage')} />
      <Route path="audit" lazy={office('AuditPage')} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Route>,
);
