// Looks at handouts in a real browser: node check.mjs FOLDER
//
// Every FOLDER/*.html is opened, checked by axe-core on screen and as printed, and printed beside itself as PDF, on A4
// and on US Letter. FOLDER/crowd.json, a list of handouts, is only measured: how much of a sheet each of their pages
// fills. What is found is printed as JSON. GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the
// browser, if not Debian's.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const tools = createRequire(join(resolve(process.env.GUTBONE_BROWSER), 'package.json'))
const { chromium } = tools('playwright-core')
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8')
const folder = resolve(process.argv[2])
const pixels = (width, height) => ({ width: (width - 2 * 12) / 25.4 * 96, height: (height - 2 * 9) / 25.4 * 96 })
const PAPERS = { A4: pixels(210, 297), Letter: pixels(215.9, 279.4) } // CSS pixels within the margins

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
})
const context = await browser.newContext({ viewport: { width: Math.floor(PAPERS.A4.width), height: 800 } })
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
  for (const format of ['A4', 'Letter']) {
    await page.pdf({ path: path.replace(/html$/, `${format}.pdf`), format })
  }
  found.pages[name] = { text, font: parseFloat(font) * 0.75, elements, violations, dialogs, requests: requests.filter((url) => url !== own) }
}
await page.emulateMedia({ media: 'print' })
const crowd = join(folder, 'crowd.json')
for (const html of existsSync(crowd) ? JSON.parse(readFileSync(crowd, 'utf8')) : []) {
  await page.setContent(html)
  const fills = []
  for (const paper of Object.values(PAPERS)) {
    await page.setViewportSize({ width: Math.floor(paper.width), height: 800 })
    const heights = () => [...document.querySelectorAll('.page')].map((one) => one.getBoundingClientRect().height)
    fills.push((await page.evaluate(heights)).map((height) => height / paper.height))
  }
  found.fill.push(fills)
}
await browser.close()
process.stdout.write(JSON.stringify(found))
