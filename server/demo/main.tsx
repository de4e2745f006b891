import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../phone/page/style/tokens.css'
import '../phone/page/style/base.css'
import '../phone/page/style/inter.css'
import { DemoPage } from './DemoPage.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no root element')

// The phone that is asked for is the phone that is shown.
const phoneAddress = `/phone${location.search}`

createRoot(root).render(
  <StrictMode>
    <DemoPage phoneAddress={phoneAddress} />
  </StrictMode>,
)
