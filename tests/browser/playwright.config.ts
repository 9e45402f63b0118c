import { defineConfig } from '@playwright/test'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Where the built page is served for stories that need no server behind it. */
export const PAGE_PORT = Number(process.env.PAGE_PORT ?? 4173)

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/browser',
  // One browser at a time: the stories measure behaviour, not how well two of them share a processor.
  workers: 1,
  timeout: 60_000,
  // A machine that stood still for a moment fails no build; the report names what passed only then.
  retries: 1,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    trace: 'retain-on-failure',
    // A worker would answer before the played API could; its own story lets it in.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'page',
      testMatch: 'page/**/*.spec.ts',
      use: { baseURL: `http://127.0.0.1:${PAGE_PORT}` },
    },
    { name: 'product', testMatch: 'stories/**/*.spec.ts' },
    // Measures; `make bench-messenger` calls it.
    { name: 'speed', testMatch: 'speed/**/*.spec.ts' },
    {
      name: 'screenshots',
      testMatch: 'screenshots/**/*.spec.ts',
      use: { baseURL: `http://127.0.0.1:${PAGE_PORT}` },
    },
  ],
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${PAGE_PORT} --strictPort`,
    cwd: '../../web',
    port: PAGE_PORT,
    reuseExistingServer: true,
  },
})
