import { PageHead } from '@/components/page-head';
import { ActList } from '@/features/administration/act-list';
import { PasswordForm } from './password-form';

/** One's own account: the password, and what one did. */
export function AccountPage() {
  return (
    <>
      <PageHead title="Your account" lead="Whoever changes the password stays signed in here, and nowhere else." />
      <div className="columns">
        <section className="grow" aria-label="What you did">
          <h2>What you did</h2>
          <ActList filter={{ user: null, act: null, subject: null }} mine />
        </section>
        <section className="card side" aria-label="Password">
          <h2>Password</h2>
          <PasswordForm />
        </section>
      </div>
    </>
  );
}
