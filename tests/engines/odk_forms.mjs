// Answers an exported XLSForm in ODK's own engine, without a page: node odk_forms.mjs FOLDER
//
// FOLDER/forms.json holds {name: {xform, people}}: the form as pyxform makes it, and for each person the answers in
// the order given, as [question, choices] with the names of the choices; a later one overrules one before.
// Printed as JSON are, by form and person, what the engine would send: the text of every leaf by its path.
// GUTBONE_BROWSER names the folder that .ci/browser filled.
import { pathToFileURL } from 'node:url'
import { read, tools } from './tools.mjs'

const { window } = new (tools('jsdom').JSDOM)()
globalThis.__dirname = import.meta.dirname // a parser inside the engine wants one
Object.assign(globalThis, { window, document: window.document })
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name]
}
const { createInstance } = await import(pathToFileURL(tools.resolve('@getodk/xforms-engine')))

const nodes = (node) => [node, ...(node.currentState.children ?? []).flatMap(nodes)]
const leaves = (element) => element.children.length === 0
  ? [[element.tagName, element.textContent]]
  : [...element.children].flatMap((one) => leaves(one).map(([path, text]) => [`${element.tagName}-${path}`, text]))

async function filled (xform, answers) {
  const { root } = await createInstance(xform)
  const byName = Object.fromEntries(nodes(root).map((node) => [node.currentState.reference.split('/').pop(), node]))
  for (const [question, choices] of answers) {
    byName[question].selectValues ? byName[question].selectValues(choices) : byName[question].setValue(choices[0])
  }
  const { data } = await root.prepareInstancePayload()
  const xml = await data[0].get('xml_submission_file').text()
  const instance = new window.DOMParser().parseFromString(xml, 'text/xml').documentElement
  return Object.fromEntries([...instance.children].flatMap(leaves))
}

const found = {}
for (const [name, { xform, people }] of Object.entries(read('forms.json'))) {
  found[name] = []
  for (const answers of people) found[name].push(await filled(xform, answers))
}
process.stdout.write(JSON.stringify(found))
