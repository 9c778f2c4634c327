// Puts exported forms before other people's engines: node forms.mjs FOLDER
//
// FOLDER/forms.json holds {name: {form, responses}}. HL7's fhirpath.js computes every calculated item of each form for
// each of its responses, and the npm package fhir validates the form and all of FOLDER/resources.json.
// What is found is printed as JSON. GUTBONE_BROWSER names the folder that .ci/browser filled.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const tools = createRequire(join(resolve(process.env.GUTBONE_BROWSER), 'package.json'))
const fhirpath = tools('fhirpath')
const model = tools('fhirpath/fhir-context/r4')
const { Fhir } = tools('fhir')
const read = (name) => JSON.parse(readFileSync(join(resolve(process.argv[2]), name), 'utf8'))

const CALCULATED = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression'

function * calculated (items) {
  for (const item of items) {
    const extension = (item.extension ?? []).find((e) => e.url === CALCULATED)
    if (extension) yield [item.linkId, fhirpath.compile(extension.valueExpression.expression, model)]
    yield * calculated(item.item ?? [])
  }
}

const fhir = new Fhir()
const complaints = (resource) => fhir.validate(resource, { errorOnUnexpected: true }).messages
  .filter((message) => message.severity !== 'info' && !/not found in value set/.test(message.message))
  .map((message) => `${message.location}: ${message.message}`)

const found = { scores: {}, complaints: {} }
for (const [name, { form, responses }] of Object.entries(read('forms.json'))) {
  const expressions = [...calculated(form.item)]
  found.scores[name] = responses.map((resource) => Object.fromEntries(
    expressions.map(([link, evaluate]) => [link, evaluate(resource, { resource })])))
  found.complaints[name] = complaints(form)
}
for (const [name, resource] of Object.entries(read('resources.json'))) found.complaints[name] = complaints(resource)
process.stdout.write(JSON.stringify(found))
