// Answers exported forms in LHC-Forms in a real browser, by clicking: node lhc_forms.mjs FOLDER
//
// FOLDER/people.json is a list of {form, response, clicks}: a form, what it is opened with if anything, and the answers
// in the order clicked, each a linkId with the number of the option from 0. Printed as JSON are what each person then
// sees beside every score and what questions, and the response that LHC-Forms exports, with whatever went wrong on the
// page and every request that left this machine's own files.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { resolve } from 'node:path'
import { browsing } from './browsing.mjs'
import { lhcForms } from './lhc_page.mjs'
import { read } from './tools.mjs'

const { browser, page, found } = await browsing()
found.people = []
const { show, choices, quiet } = await lhcForms(page, resolve(process.argv[2]))
for (const { form, response, clicks } of read('people.json')) {
  await show(form, response)
  for (const [link, option] of clicks) await choices(link).nth(option).click()
  await quiet()
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
