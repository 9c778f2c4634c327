// Looks at handouts in a real browser: node check.mjs FOLDER
//
// Every FOLDER/*.html is opened, checked by axe-core on screen and as printed, and printed beside itself as PDF.
// FOLDER/crowd.json, a list of pages, is only measured: how much of one A4 page each fills. What is found is
// printed as JSON. GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const tools = createRequire(join(resolve(process.env.GUTBONE_BROWSER), 'package.json'))
const { chromium } = tools('playwright-core')
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8')
const folder = resolve(process.argv[2])
const PAPER = { width: (210 - 2 * 11) / 25.4 * 96, height: (297 - 2 * 8) / 25.4 * 96 } // CSS pixels within the margins

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
})
const context = await browser.newContext({ viewport: { width: Math.floor(PAPER.width), height: 800 } })
const page = await context.newPage()
let requests = []
let dialogs = 0
await page.route('**/*', (route) => {
  requests.push(route.request().url())
  return route.request().url().startsWith('file:') ? route.continue() : route.abort()
})
page.on('dialog', (dialog) => { dialogs += 1; dialog.dismiss() })

const found = { version: browser.version(), pages: {}, fill: [] }
for (const name of readdirSync(folder).filter((name) => name.endsWith('.html')).sort()) {
  const path = join(folder, name)
  const own = pathToFileURL(path).href
  requests = []
  dialogs = 0
  await page.goto(own)
  const text = await page.evaluate(() => document.body.innerText)
  const font = await page.evaluate(() => getComputedStyle(document.body).fontSize)
  const elements = await page.evaluate(() => [...new Set([...document.querySelectorAll('*')].map((e) => e.localName))])
  await page.evaluate(axe)
  const violations = []
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media })
    const result = await page.evaluate(() => globalThis.axe.run())
    violations.push(...result.violations.map((v) => `${media}: ${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`))
  }
  await page.pdf({ path: path.replace(/html$/, 'pdf'), preferCSSPageSize: true })
  found.pages[name] = { text, font: parseFloat(font) * 0.75, elements, violations, dialogs, requests: requests.filter((url) => url !== own) }
}
await page.emulateMedia({ media: 'print' })
for (const html of JSON.parse(readFileSync(join(folder, 'crowd.json'), 'utf8'))) {
  await page.setContent(html)
  found.fill.push(await page.evaluate(() => document.body.getBoundingClientRect().height) / PAPER.height)
}
await browser.close()
process.stdout.write(JSON.stringify(found))
