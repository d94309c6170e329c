import { createRoutesFromElements, Route } from 'react-router';
import { KeysPage } from '@/features/account/keys-page';
import { SignInPage } from '@/features/account/sign-in-page';
import { UsersPage } from '@/features/account/users-page';
import { AlertsPage } from '@/features/alerts/alerts-page';
import { BenchmarkPage } from '@/features/benchmarks/benchmark-page';
import { BundlePage } from '@/features/bundles/bundle-page';
import { BundlesPage } from '@/features/bundles/bundles-page';
import { CoRunPage } from '@/features/co-runs/co-run-page';
import { CoRunsPage } from '@/features/co-runs/co-runs-page';
import { ComparisonPage } from '@/features/comparisons/comparison-page';
import { MachinesPage } from '@/features/machines/machines-page';
import { ProjectsPage } from '@/features/projects/projects-page';
import { SettingsPage } from '@/features/projects/settings-page';
import { RunPage } from '@/features/runs/run-page';
import { RunsPage } from '@/features/runs/runs-page';
import { SubmitPage } from '@/features/runs/submit-page';
import { ErrorPage } from './error-page';
import { HomePage } from './home-page';
import { MachinePage } from './machine-page';
import { NotFoundPage } from './not-found-page';
import { ProjectFrame } from './project-frame';
import { ProjectPage } from './project-page';
import { RequireSession } from './require-session';

export const routes = createRoutesFromElements(
  <Route errorElement={<ErrorPage />}>
    <Route path="sign-in" element={<SignInPage />} />
    <Route element={<RequireSession />}>
      <Route index element={<HomePage />} />
      <Route path="bundles" element={<BundlesPage />} />
      <Route path="bundles/:digest" element={<BundlePage />} />
      <Route path="machines" element={<MachinesPage />} />
      <Route path="machines/:name" element={<MachinePage />} />
      <Route path="runs" element={<RunsPage />} />
      <Route path="runs/new" element={<SubmitPage />} />
      <Route path="runs/:id" element={<RunPage />} />
      <Route path="co-runs" element={<CoRunsPage />} />
      <Route path="co-runs/:id" element={<CoRunPage />} />
      <Route path="projects" element={<ProjectsPage />} />
      <Route path="projects/:project" element={<ProjectFrame />}>
        <Route index element={<ProjectPage />} />
        <Route path="settings" element={<SettingsPage />} />
        <Route path="alerts" element={<AlertsPage />} />
        <Route path="benchmarks/:name" element={<BenchmarkPage />} />
        <Route path="comparisons/:comparison" element={<ComparisonPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
      <Route path="keys" element={<KeysPage />} />
      <Route path="users" element={<UsersPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Route>,
);
