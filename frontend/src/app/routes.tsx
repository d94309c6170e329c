import { createRoutesFromElements, Route } from 'react-router';
import { KeysPage } from '@/features/account/keys-page';
import { SignInPage } from '@/features/account/sign-in-page';
import { UsersPage } from '@/features/account/users-page';
import { BundlePage } from '@/features/bundles/bundle-page';
import { BundlesPage } from '@/features/bundles/bundles-page';
import { CoRunPage } from '@/features/co-runs/co-run-page';
import { CoRunsPage } from '@/features/co-runs/co-runs-page';
import { MachinesPage } from '@/features/machines/machines-page';
import { RunPage } from '@/features/runs/run-page';
import { RunsPage } from '@/features/runs/runs-page';
import { SubmitPage } from '@/features/runs/submit-page';
import { ErrorPage } from './error-page';
import { HomePage } from './home-page';
import { MachinePage } from './machine-page';
import { NotFoundPage } from './not-found-page';
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
      <Route path="keys" element={<KeysPage />} />
      <Route path="users" element={<UsersPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Route>,
);
