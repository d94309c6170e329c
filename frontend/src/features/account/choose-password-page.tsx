import { PasswordForm } from './password-form';

/** All that there is for who has a password of an administrator's making. */
export function ChoosePasswordPage() {
  return (
    <main className="sign-in">
      <title>Choose a password · Fugu</title>
      <section className="card">
        <h1>
          <img src="/favicon.svg" alt="" width="32" height="32" /> Choose a password
        </h1>
        <p className="lead">An administrator gave you the one that you have. Choose one that only you know.</p>
        <PasswordForm />
      </section>
    </main>
  );
}
