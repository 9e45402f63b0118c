import './shared/theme/tokens.css'
import './shared/theme/mantine.css'
import './shared/theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { startI18n } from './shared/i18n/i18n'
import { startWorker } from './shared/worker'

startWorker()
await startI18n()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
