// LHC-Forms as it is served, in a page of a real browser. GUTBONE_BROWSER names the folder that .ci/browser filled.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const QUIET = 800 // milliseconds
const lforms = pathToFileURL(resolve(process.env.GUTBONE_BROWSER, 'lforms')).href
const scripts = ['webcomponent/assets/lib/zone.min.js', 'webcomponent/lhc-forms.js', 'fhir/R4/lformsFHIR.min.js']

// Open it in a page, with a file for its start in a folder, and give what can be done there.
export async function lhcForms (page, folder) {
  const start = join(folder, 'lhc_forms.html')
  writeFileSync(start, `<!doctype html><meta charset="utf-8"><title>LHC-Forms</title>
<link rel="stylesheet" href="${lforms}/webcomponent/styles.css">
${scripts.map((script) => `<script defer src="${lforms}/${script}"></script>`).join('\n')}
<div id="form"></div>`)
  let busy = Date.now()
  page.on('console', (message) => { if (message.text().startsWith('Ran expressions')) busy = Date.now() })
  await page.goto(pathToFileURL(start).href)
  await page.waitForFunction(() => globalThis.LForms?.FHIR)
  return {
    // Show a form, filled in with a response if there is one.
    show: (form, response) => page.evaluate(([form, response]) => {
      const util = globalThis.LForms.Util
      if (!response) return util.addFormToPage(form, 'form', { fhirVersion: 'R4' })
      const empty = util.convertFHIRQuestionnaireToLForms(form, 'R4')
      const filled = util.mergeFHIRDataIntoLForms('QuestionnaireResponse', response, empty, 'R4')
      return util.addFormToPage(filled, 'form')
    }, [form, response]),
    // The boxes or buttons of a question's answers.
    choices: (link) => page.locator(`[id^="item-${link}/"]`).locator('input:is([type=radio],[type=checkbox])'),
    // Wait until no expression is run any more.
    quiet: async () => {
      busy = Date.now()
      do await page.waitForTimeout(QUIET / 8); while (Date.now() - busy < QUIET)
    }
  }
}
