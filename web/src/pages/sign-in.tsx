import { useEffect, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { paths } from '../paths.ts';
import styles from './sign-in.module.css';

type State =
  | { readonly kind: 'no-token' }
  | { readonly kind: 'signing-in' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable' };

// The token is taken out of the address before anything else can read it there, and is used once.
const token = takeToken();
let attempt: Promise<State | 'signed-in'> | undefined;

/** Trades the one-time token of the address for a session, then opens the overview. */
export function SignInPage() {
  const [state, setState] = useState<State>(token === '' ? { kind: 'no-token' } : { kind: 'signing-in' });
  useEffect(() => {
    document.title = 'Sign in · Trellis';
    // A second link opened in this tab only changes what is behind `#`.
    const startOver = () => window.location.reload();
    window.addEventListener('hashchange', startOver);
    return () => window.removeEventListener('hashchange', startOver);
  }, []);
  useEffect(() => {
    if (token === '') return;
    attempt ??= signIn(token);
    attempt.then((outcome) => {
      // A full load, so that nothing of the signed-out state stays.
      if (outcome === 'signed-in') window.location.replace(paths.overview());
      else setState(outcome);
    });
  }, []);
  return (
    <main className={styles.signIn}>
      <img src="/trellis.svg" alt="" width={32} height={32} />
      <h1>{state.kind === 'signing-in' ? 'Signing in…' : 'Sign in to Trellis'}</h1>
      {state.kind === 'refused' && (
        <p className={styles.refused} role="alert">
          <Icon name="warning" /> {state.message}
        </p>
      )}
      {state.kind === 'unreachable' && (
        <p className={styles.refused} role="alert">
          <Icon name="warning" /> Trellis does not answer. Check that it is running, then open the link again.
        </p>
      )}
      {state.kind !== 'signing-in' && (
        <p>
          A one-time link signs you in. Run <code>npm start</code> again or <code>trellis login</code>: both end with a
          new link. Each works once, and for a short time.
        </p>
      )}
    </main>
  );
}

async function signIn(token: string): Promise<State | 'signed-in'> {
  try {
    const response = await fetch('/auth/sign-in', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-trellis-client': 'web' },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return 'signed-in';
    if (response.status >= 500) return { kind: 'unreachable' };
    if (response.status === 429)
      return { kind: 'refused', message: 'Too many attempts in a short time. Wait a minute, then try again.' };
    return { kind: 'refused', message: 'This link was used already, or it is too old.' };
  } catch {
    return { kind: 'unreachable' };
  }
}

/** The token behind `#`, alone or as `token=…`; the address keeps nothing of it. */
function takeToken(): string {
  if (window.location.pathname !== paths.signIn()) return '';
  const hash = window.location.hash.slice(1);
  if (hash !== '') window.history.replaceState(null, '', paths.signIn());
  return new URLSearchParams(hash).get('token') ?? hash;
}
