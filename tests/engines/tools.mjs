// What the scripts beside this one share. GUTBONE_BROWSER names the folder that .ci/browser filled.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

globalThis.WebSocket ??= class extends EventTarget {} // @medplum/core wants one to load; Node before 22 has none

export const tools = createRequire(join(resolve(process.env.GUTBONE_BROWSER), 'package.json'))
export const read = (name) => JSON.parse(readFileSync(join(resolve(process.argv[2]), name), 'utf8'))

const CALCULATED = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression'

// The expression of every calculated item by its linkId, in order.
export const calculated = (items) => items.flatMap(({ linkId, extension = [], item = [] }) => [
  ...extension.filter(({ url }) => url === CALCULATED).map((one) => [linkId, one.valueExpression.expression]),
  ...calculated(item)
])
