// A page in a real browser that, as all of its context, reaches nothing but this machine's own files; `found` holds what
// goes wrong there.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { tools } from './tools.mjs'

const { chromium } = tools('playwright-core')

export async function browsing () {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })
  const context = await browser.newContext()
  const page = await context.newPage()
  const found = { browser: browser.version(), errors: [], requests: [] }
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (url.startsWith('file:') || url.startsWith('data:')) return route.continue()
    found.requests.push(url)
    return route.abort()
  })
  context.on('console', (message) => { if (message.type() === 'error') found.errors.push(message.text()) })
  context.on('weberror', (error) => found.errors.push(error.error().message))
  return { browser, page, found }
}
