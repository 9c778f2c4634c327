// Answers exported forms in CSIRO's Smart Forms in a real browser, by clicking: node smart_forms.mjs FOLDER
//
// FOLDER/people.json is a list of {form, clicks}, as for lhc_forms.mjs. Printed as JSON are what each person then sees
// beside every score and which questions, and the response that Smart Forms holds, with whatever went wrong on the page
// and every request that left this machine's own files.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { browsing } from './browsing.mjs'
import { read } from './tools.mjs'

const QUIET = 2000 // milliseconds: longer than it waits before it counts
const folder = resolve(process.argv[2])
const smart = resolve(process.env.GUTBONE_BROWSER, 'smart')
if (!existsSync(join(smart, 'node_modules'))) {
  process.stdout.write('null')
  process.exit()
}

// It is built into its page by whoever uses it.
const { outputFiles } = await createRequire(join(smart, 'package.json'))('esbuild').build({
  stdin: {
    contents: `import { createElement, useEffect, useState } from 'react'
      import { createRoot } from 'react-dom/client'
      import { QueryClientProvider } from '@tanstack/react-query'
      import { BaseRenderer, RendererThemeProvider, buildForm, getResponse, useRendererQueryClient }
        from '@aehrc/smart-forms-renderer'
      const Page = () => {
        const client = useRendererQueryClient()
        return createElement(RendererThemeProvider, null,
          createElement(QueryClientProvider, { client }, createElement(BaseRenderer)))
      }
      let root
      globalThis.show = async (questionnaire) => {
        root?.unmount()
        await buildForm({ questionnaire, terminologyServerUrl: 'file:///nowhere' })
        root = createRoot(document.querySelector('#form'))
        root.render(createElement(Page))
      }
      globalThis.response = getResponse`,
    resolveDir: smart
  },
  bundle: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  format: 'iife',
  loader: { '.css': 'empty' },
  logLevel: 'error',
  outdir: folder,
  write: false
})
writeFileSync(join(folder, 'smart_forms.js'), outputFiles[0].text)
const start = join(folder, 'smart_forms.html')
writeFileSync(start, `<!doctype html><meta charset="utf-8"><title>Smart Forms</title>
<div id="form"></div><script src="smart_forms.js"></script>`)

const { browser, page, found } = await browsing()
found.people = []
const item = (link) => page.locator(`[data-linkid="${link}"]`).first()
await page.goto(pathToFileURL(start).href)
for (const { form, clicks } of read('people.json')) {
  await page.evaluate((form) => globalThis.show(form), form)
  for (const [link, option] of clicks) await item(link).locator('input:is([type=radio],[type=checkbox])').nth(option).click()
  await page.waitForTimeout(QUIET)
  found.people.push(await page.evaluate(() => {
    const seen = [...document.querySelectorAll('[data-linkid]')].filter((one) => one.offsetParent)
    const value = (one) => one.querySelector('input[type=text], textarea, input:not([type])')?.value
    return {
      asked: seen.map((one) => one.dataset.linkid),
      shown: Object.fromEntries(seen.map((one) => [one.dataset.linkid, value(one)]).filter(([, text]) => text)),
      text: document.body.innerText,
      response: globalThis.response()
    }
  }))
}
await browser.close()
process.stdout.write(JSON.stringify(found))
