// Answers exported forms in LHC-Forms in a real browser, by clicking: node lhc_forms.mjs FOLDER
//
// FOLDER/people.json is a list of {form, response, clicks}: a form, what it is opened with if anything, and the answers
// in the order clicked, each a linkId with the number of the option from 0. Printed as JSON are what each person then
// sees beside every score and what questions, and the response that LHC-Forms exports, with whatever went wrong on the
// page and every request that left this machine's own files.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { browsing } from './browsing.mjs'
import { read } from './tools.mjs'

const QUIET = 800 // milliseconds
const folder = resolve(process.argv[2])
const lforms = pathToFileURL(resolve(process.env.GUTBONE_BROWSER, 'lforms')).href
const scripts = ['webcomponent/assets/lib/zone.min.js', 'webcomponent/lhc-forms.js', 'fhir/R4/lformsFHIR.min.js']
const start = join(folder, 'lhc_forms.html')
writeFileSync(start, `<!doctype html><meta charset="utf-8"><title>LHC-Forms</title>
<link rel="stylesheet" href="${lforms}/webcomponent/styles.css">
${scripts.map((script) => `<script defer src="${lforms}/${script}"></script>`).join('\n')}
<div id="form"></div>`)

const { browser, page, found } = await browsing()
found.people = []
let busy = Date.now()
page.on('console', (message) => { if (message.text().startsWith('Ran expressions')) busy = Date.now() })

const item = (link) => page.locator(`[id^="item-${link}/"]`)
await page.goto(pathToFileURL(start).href)
await page.waitForFunction(() => globalThis.LForms?.FHIR)
for (const { form, response, clicks } of read('people.json')) {
  await page.evaluate(([form, response]) => {
    const util = globalThis.LForms.Util
    if (!response) return util.addFormToPage(form, 'form', { fhirVersion: 'R4' })
    const empty = util.convertFHIRQuestionnaireToLForms(form, 'R4')
    const filled = util.mergeFHIRDataIntoLForms('QuestionnaireResponse', response, empty, 'R4')
    return util.addFormToPage(filled, 'form')
  }, [form, response])
  for (const [link, option] of clicks) await item(link).locator('input:is([type=radio],[type=checkbox])').nth(option).click()
  busy = Date.now()
  do await page.waitForTimeout(QUIET / 8); while (Date.now() - busy < QUIET) // until no expression is run any more
  found.people.push(await page.evaluate(() => ({
    shown: Object.fromEntries([...document.querySelectorAll('input[type=text]:disabled, textarea:disabled')]
      .map((field) => [field.id.split('/')[0], field.value])),
    asked: [...document.querySelectorAll('[id^="item-"]')].filter((one) => one.offsetParent).map((one) => one.id.slice(5).split('/')[0]),
    text: document.body.innerText,
    response: globalThis.LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4'),
  })))
}
await browser.close()
process.stdout.write(JSON.stringify(found))
