import { type FormEvent, Fragment, useState } from 'react';
import { useSearchState } from '../../app/search-state.ts';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import styles from '../repository.module.css';
import { cleanPath, pathSteps } from './path-words.ts';

/** Where in the repository the numbers are about, and which files count; both stand in the URL. */
export function PathBar({ repositoryId }: { readonly repositoryId: string }) {
  const { search, hrefWith, change } = useSearchState();
  const path = search.path ?? '';
  const isAll = search.files === 'all';
  return (
    <div className={styles.place}>
      <nav className={styles.crumbs} aria-label="Folder">
        {path === '' ? (
          <span aria-current="true">whole repository</span>
        ) : (
          <Link href={hrefWith({ path: undefined })}>whole repository</Link>
        )}
        {pathSteps(path).map((step) => (
          <Fragment key={step.path}>
            <span aria-hidden="true">/</span>
            {step.path === path ? (
              <span aria-current="true">{step.name}</span>
            ) : (
              <Link href={hrefWith({ path: step.path })}>{step.name}</Link>
            )}
          </Fragment>
        ))}
      </nav>
      <PathField key={`${repositoryId}/${path}`} path={path} onPath={(next) => change({ path: next })} />
      <div className={form.segments}>
        <Link href={hrefWith({ files: undefined })} aria-current={!isAll}>
          Source files
        </Link>
        <Link href={hrefWith({ files: 'all' })} aria-current={isAll}>
          All files
        </Link>
      </div>
    </div>
  );
}

function PathField({ path, onPath }: { readonly path: string; readonly onPath: (path: string) => void }) {
  const [text, setText] = useState(path);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPath(cleanPath(text));
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <input
        className={form.input}
        aria-label="Go to a folder or file"
        placeholder="folder or file"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
