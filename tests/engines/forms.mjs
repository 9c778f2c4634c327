// Puts exported forms before other people's engines: node forms.mjs FOLDER
//
// FOLDER/forms.json holds {name: {form, responses}}. Each engine of FHIRPath computes every calculated item of each form
// for each of its responses, and the npm package fhir validates the form and all of FOLDER/resources.json.
// What is found is printed as JSON: {scores: {engine: {name: [{linkId: values}]}}, complaints}.
import { calculated, read, tools } from './tools.mjs'

const { Fhir } = tools('fhir')
const { evalFhirPathTyped, parseFhirPath, toTypedValue } = tools('@medplum/core')

const hl7 = (name) => {
  const engine = tools(name)
  const model = tools(`${name}/fhir-context/r4`)
  return (expression) => {
    const evaluate = engine.compile(expression, model)
    return (resource) => evaluate(resource, { resource })
  }
}
const medplum = (expression) => {
  const ready = parseFhirPath(expression)
  return (resource) => {
    const typed = toTypedValue(resource)
    return evalFhirPathTyped(ready, [typed], { '%resource': typed }).map(({ value }) => value)
  }
}
const engines = { fhirpath: hl7('fhirpath'), 'fhirpath-4': hl7('fhirpath-4'), medplum }

const fhir = new Fhir()
const complaints = (resource) => fhir.validate(resource, { errorOnUnexpected: true }).messages
  .filter((message) => message.severity !== 'info' && !/not found in value set/.test(message.message))
  .map((message) => `${message.location}: ${message.message}`)

const found = { scores: {}, complaints: {} }
for (const [name, { form, responses }] of Object.entries(read('forms.json'))) {
  for (const [engine, compile] of Object.entries(engines)) {
    const expressions = calculated(form.item).map(([link, expression]) => [link, compile(expression)])
    found.scores[engine] ??= {}
    found.scores[engine][name] = responses.map((resource) => Object.fromEntries(
      expressions.map(([link, evaluate]) => [link, evaluate(resource)])))
  }
  found.complaints[name] = complaints(form)
}
for (const [name, resource] of Object.entries(read('resources.json'))) found.complaints[name] = complaints(resource)
process.stdout.write(JSON.stringify(found))
