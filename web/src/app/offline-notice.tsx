import { useSyncExternalStore } from 'react';
import styles from './shell.module.css';

/** Says that the network is gone, and that the page shows what it had. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <p className={styles.offline} role="status">
      There is no network. The page shows what it already had, and loads again once the network is back.
    </p>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
