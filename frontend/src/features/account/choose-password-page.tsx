import { PasswordForm } from './password-form';

/** All that there is for who has a password of an administrator's making. */
export function ChoosePasswordPage() {
  return (
    <main className="sign-in">
      <title>Choose a password · Fugu</title>
      <PasswordForm className="card" />
      <p className="hint">An administrator gave you the password that you have. Choose one that only you know.</p>
    </main>
  );
}
