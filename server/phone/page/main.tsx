import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './style/tokens.css'
import './style/base.css'
import './style/inter.css'
import { PhoneApp } from './PhoneApp.tsx'
import { createPhoneApi } from './sandboxApi.ts'
import { followSandbox } from './sandboxState.ts'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no root element')

const phone = new URLSearchParams(location.search).get('phone') ?? undefined

createRoot(root).render(
  <StrictMode>
    <PhoneApp stream={followSandbox()} api={createPhoneApi(phone)} phoneId={phone} />
  </StrictMode>,
)
