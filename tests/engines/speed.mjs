// Times forms in HL7's fhirpath.js, all in this one process and in turns: node speed.mjs FOLDER
//
// FOLDER/forms.json holds {name: {form, response}}. One evaluation computes every calculated item of a form for its
// response: once with expressions compiled before, once with each of them read anew. Printed as JSON are, for each
// engine and way, the least processor time of one evaluation in milliseconds by form, and what the form counted.
// GUTBONE_BROWSER names the folder that .ci/browser filled.
import { calculated, read, tools } from './tools.mjs'

const ROUNDS = 25
const EVALUATIONS = 4 // in one round of a form

function processorTime (evaluation) {
  const start = process.cpuUsage()
  for (let n = 0; n < EVALUATIONS; n++) evaluation()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / EVALUATIONS
}

const found = {}
for (const name of ['fhirpath', 'fhirpath-4']) {
  const engine = tools(name)
  const model = tools(`${name}/fhir-context/r4`)
  const ways = { compiled: {}, parsed: {} }
  const counted = {}
  for (const [form, { form: { item }, response: resource }] of Object.entries(read('forms.json'))) {
    const expressions = calculated(item)
    const ready = expressions.map(([, expression]) => engine.compile(expression, model))
    ways.compiled[form] = () => ready.map((evaluate) => evaluate(resource, { resource }))
    ways.parsed[form] = () => expressions.map(
      ([, expression]) => engine.evaluate(resource, expression, { resource }, model))
    counted[form] = Object.fromEntries(ways.compiled[form]().map((value, n) => [expressions[n][0], value[0]]))
  }
  const times = {}
  for (const [way, forms] of Object.entries(ways)) {
    times[way] = Object.fromEntries(Object.keys(forms).map((form) => [form, Infinity]))
    for (let round = 0; round < ROUNDS; round++) { // the first ones warm it up
      for (const [form, evaluation] of Object.entries(forms)) {
        times[way][form] = Math.min(times[way][form], processorTime(evaluation))
      }
    }
  }
  found[`${name} ${tools(`${name}/package.json`).version}`] = { times, counted }
}
process.stdout.write(JSON.stringify(found))
