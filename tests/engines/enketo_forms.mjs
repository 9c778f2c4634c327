// Answers an exported XLSForm in Enketo in a real browser, by clicking: node enketo_forms.mjs FOLDER
//
// FOLDER/forms.json holds {name: {xform, people}}, as for odk_forms.mjs; a later choice of a question overrules one
// before, and one of several is ticked or unticked. Printed as JSON are, by form and person, what Enketo would send: the
// text of every leaf by its path, in `sent` without what is hidden, in `kept` with it; which questions can be answered,
// and what stands on the page; and whatever went wrong there, with every request that left this machine's own files.
// GUTBONE_BROWSER names the folder that .ci/browser filled; CHROMIUM the browser, if not Debian's.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { read, tools } from './tools.mjs'
import { browsing } from './browsing.mjs'

const folder = resolve(process.argv[2])
const enketo = resolve(process.env.GUTBONE_BROWSER, 'enketo')
const core = (name) => join(enketo, 'core', name)

// Enketo is built into its page by whoever uses it; swiping, and pickers of maps, dates and files, are not needed here.
const stubs = {
  name: 'stubs',
  setup (build) {
    build.onResolve({ filter: /^(enketo\/widgets|jquery-touchswipe)$/ }, () => ({ path: 'none', namespace: 'stub' }))
    build.onLoad({ filter: /./, namespace: 'stub' }, () => ({ contents: 'export default []' }))
  }
}
const { outputFiles: [{ text: script }] } = await tools('esbuild').build({
  stdin: {
    contents: `import { Form } from '${core('src/js/form.js')}'
      import { transform } from '${join(enketo, 'transformer', 'dist/enketo-transformer/web/transformer.js')}'
      globalThis.Enketo = { Form, transform }`,
    resolveDir: enketo
  },
  alias: {
    'enketo/config': core('config.js'),
    'enketo/translator': core('src/js/fake-translator.js'),
    'enketo/dialog': core('src/js/fake-dialog.js'),
    'enketo/file-manager': core('src/js/file-manager.js'),
    'enketo/xpath-evaluator-binding': core('src/js/xpath-evaluator-binding.js')
  },
  bundle: true,
  external: ['libxslt'], // for Node; a browser has its own
  format: 'iife',
  logLevel: 'error',
  nodePaths: [resolve(process.env.GUTBONE_BROWSER, 'node_modules')],
  plugins: [stubs],
  write: false
})
writeFileSync(join(folder, 'enketo.js'), script)
const start = join(folder, 'enketo.html')
writeFileSync(start, '<!doctype html><meta charset="utf-8"><title>Enketo</title><script src="enketo.js"></script><div id="form"></div>')

const { browser, page, found } = await browsing()
await page.goto(pathToFileURL(start).href)
found.people = {}
for (const [name, { xform, people }] of Object.entries(read('forms.json'))) {
  const ready = await page.evaluate((xform) => globalThis.Enketo.transform({ xform }), xform)
  found.people[name] = []
  for (const answers of people) {
    found.errors.push(...await page.evaluate(({ form, model }) => {
      document.querySelector('#form').innerHTML = form
      globalThis.form = new globalThis.Enketo.Form(document.querySelector('#form form'), { modelStr: model }, {})
      return globalThis.form.init()
    }, ready))
    for (const [question, choices] of answers) {
      for (const choice of choices) await page.locator(`input[name$="/${question}"][value="${choice}"]`).click()
    }
    found.people[name].push(await page.evaluate(() => {
      const leaves = (element) => element.children.length === 0
        ? [[element.tagName, element.textContent]]
        : [...element.children].flatMap((one) => leaves(one).map(([path, text]) => [`${element.tagName}-${path}`, text]))
      const sent = (options) => {
        const { documentElement } = new DOMParser().parseFromString(globalThis.form.getDataStr(options), 'text/xml')
        return Object.fromEntries([...documentElement.children].flatMap(leaves))
      }
      const enabled = [...document.querySelectorAll('#form input:enabled')]
      const asked = [...new Set(enabled.map((input) => input.name.split('/').pop()))]
      const text = document.querySelector('#form').innerText
      return { sent: sent({ irrelevant: false }), kept: sent(), asked, text }
    }))
  }
}
await browser.close()
process.stdout.write(JSON.stringify(found))
