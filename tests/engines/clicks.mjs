// Times clicks on answered forms in LHC-Forms in a real browser: node clicks.mjs FOLDER
//
// FOLDER/forms.json holds {name: {form, response}}. Each form stands in a page of its own, filled in with its response.
// They are clicked in turns, round after round, on the first choice of each question or on its second. Printed as JSON is, by form, the
// processor time in milliseconds that its page spent after each click until it was quiet again.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { resolve } from 'node:path'
import { browsing } from './browsing.mjs'
import { lhcForms } from './lhc_page.mjs'
import { read } from './tools.mjs'

const QUESTIONS = ['fruit', 'pulses', 'sweet_treats', 'home_cooked', 'cups'] // shown in every version, in each group
const ROUNDS = 3
const folder = resolve(process.argv[2])

const { browser, page, found } = await browsing()
const forms = []
found.times = {}
for (const [name, { form, response }] of Object.entries(read('forms.json'))) {
  const own = await page.context().newPage()
  const { show, choices, quiet } = await lhcForms(own, folder)
  await show(form, response)
  await quiet()
  const devtools = await own.context().newCDPSession(own)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' }) // processor time, and not that of a clock
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === 'TaskDuration').value * 1000
  }
  forms.push({ own, choices, quiet, spent, times: (found.times[name] = []) })
}
for (let round = 0; round <= ROUNDS; round++) {
  for (const question of QUESTIONS) {
    for (const { own, choices, quiet, spent, times } of forms) {
      await own.bringToFront()
      const before = await spent()
      await choices(question).nth(round % 2).click()
      await quiet()
      if (round) times.push(await spent() - before) // the first round warms it up
    }
  }
}
await browser.close()
process.stdout.write(JSON.stringify(found))
