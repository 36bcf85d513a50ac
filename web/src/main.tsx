import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { createPages } from './app/router.tsx';
import { createGraph } from './graph/client.ts';
import './styles/tokens.css';
import './styles/base.css';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Provider value={createGraph()}>
      <RouterProvider router={createPages() as never} />
    </Provider>
  </StrictMode>,
);
