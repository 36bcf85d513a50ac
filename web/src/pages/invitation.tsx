import { type FormEvent, useEffect, useId, useState } from 'react';
import { post } from '../graph/post.ts';
import form from '../parts/form.module.css';
import { Icon } from '../parts/icon.tsx';
import { paths } from '../paths.ts';
import { formatInstant } from '../time/format.ts';
import styles from './sign-in.module.css';

/** What accepting would do. */
interface Offer {
  readonly workspaceName: string;
  readonly role: string;
  readonly expiresAt: string;
  readonly signedInName: string | null;
  readonly isMember: boolean;
}

// Taken out of the address before anything else can read it there.
const token = takeToken();
let looking: ReturnType<typeof post<Offer>> | undefined;

/** Shows what an invitation is for, and joins once that is wanted. */
export function InvitationPage() {
  const id = useId();
  const [offer, setOffer] = useState<Offer>();
  const [name, setName] = useState('');
  const [message, setMessage] = useState(token === '' ? 'Open the whole link that you were sent.' : undefined);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Invitation · Trellis';
    if (token === '') return;
    looking ??= post<Offer>('/invitations/look', { token });
    looking.then((looked) => {
      setOffer(looked.data);
      setMessage(looked.message);
    });
  }, []);
  const accept = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const accepted = await post('/invitations/accept', { token, name: name.trim() === '' ? null : name.trim() });
    setBusy(false);
    // A full load, so that nothing of another workspace stays in memory.
    if (accepted.data !== undefined) window.location.replace(paths.overview());
    else setMessage(accepted.message);
  };
  return (
    <main className={styles.signIn}>
      <img src="/trellis.svg" alt="" width={32} height={32} />
      <h1>{offer === undefined ? 'Invitation to Trellis' : `Join ${offer.workspaceName}`}</h1>
      {message !== undefined && (
        <p className={styles.refused} role="alert">
          <Icon name="warning" /> {message}
        </p>
      )}
      {offer?.isMember === true && (
        <p>
          You are a member of {offer.workspaceName} already. <a href={paths.overview()}>Go to Trellis</a>
        </p>
      )}
      {offer?.isMember === false && (
        <>
          <p>
            You are invited as {offer.role === 'MEMBER' ? 'a member' : `an ${offer.role.toLowerCase()}`}. The link works
            once, until {formatInstant(offer.expiresAt)}.
          </p>
          <form className={form.form} onSubmit={accept}>
            {offer.signedInName === null ? (
              <div className={form.field}>
                <label htmlFor={id}>Your name, as other members will see it</label>
                <input
                  id={id}
                  className={form.input}
                  required
                  maxLength={80}
                  autoComplete="name"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              </div>
            ) : (
              <p>You join as {offer.signedInName}, who is signed in here.</p>
            )}
            <button type="submit" className={form.primary} disabled={isBusy}>
              Join
            </button>
          </form>
        </>
      )}
    </main>
  );
}

/** The token behind `#`; the address keeps nothing of it. */
function takeToken(): string {
  if (window.location.pathname !== paths.invitation()) return '';
  const hash = window.location.hash.slice(1);
  if (hash !== '') window.history.replaceState(null, '', paths.invitation());
  return hash;
}
