import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the gateway listens while the application is developed. */
const gateway = 'http://127.0.0.1:4000';

/** The gateway answers its own pages only, so the page being developed asks in its name. */
const throughGateway = { target: gateway, headers: { origin: gateway } };

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/graphql', '/auth', '/events'].map((path) => [path, throughGateway])),
  },
  build: {
    target: 'es2023',
    // The server's policy forbids inline scripts and data URLs for anything but images.
    assetsInlineLimit: 0,
    manifest: true,
  },
});
