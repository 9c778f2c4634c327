#!/usr/bin/env bash
# Medplum's FHIRPath takes repeat(), children() and descendants(), and gives nothing for them, without an error.
# The specification defines all three (https://hl7.org/fhirpath/#filtering-and-projection and #tree-navigation), and
# HL7's fhirpath.js finds the items. A form that scores itself by descendants() so has no score in Medplum.
# Needs Node and npm. Exits with 1 once Medplum finds something.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 fhirpath@4.11.0 >/dev/null || exit 2
cat >both.cjs <<'EOF'
globalThis.WebSocket ??= class extends EventTarget {} // @medplum/core wants one to load; Node before 22 has none
const medplum = require('@medplum/core')
const hl7 = require('fhirpath')
const r4 = require('fhirpath/fhir-context/r4')
const response = {
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  item: [{ linkId: 'group', item: [{ linkId: 'question', answer: [{ valueInteger: 3 }] }] }]
}
let same = true
for (const expression of ['repeat(item).linkId', 'item.children().linkId', 'descendants().linkId']) {
  const expected = JSON.stringify(hl7.evaluate(response, expression, {}, r4))
  const seen = JSON.stringify(medplum.evalFhirPath(expression, response))
  console.log(`${expression}: expected ${expected} (fhirpath.js), seen ${seen} (Medplum)`)
  same &&= seen === '[]' && expected.includes('question')
}
process.exit(same ? 0 : 1)
EOF
echo "@medplum/core $(node -p "require('./node_modules/@medplum/core/package.json').version"), fhirpath.js $(node -p "require('fhirpath/package.json').version")"
node both.cjs
