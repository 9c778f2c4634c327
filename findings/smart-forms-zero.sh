#!/usr/bin/env bash
# CSIRO's Smart Forms shows 0 in an integer field whose calculatedExpression no longer gives anything.
# Once an answer is chosen for which the expression is {}, the field must be empty again, as its item in the response
# is; a text field with the same expression is. A person reads a score of 0 where there is none.
# Needs Node 18 or later, npm, and Chromium (its path in CHROMIUM, else /usr/bin/chromium); 400 MB for some minutes.
# Exits with 1 once the field is empty.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @aehrc/smart-forms-renderer@1.4.0 \
    react@18.3.1 react-dom@18.3.1 esbuild@0.28.2 playwright-core@1.56.1 >/dev/null || exit 2
cat >page.js <<'EOF'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider } from '@tanstack/react-query'
import { BaseRenderer, RendererThemeProvider, buildForm, getResponse, useRendererQueryClient } from '@aehrc/smart-forms-renderer'
const calculated = (linkId, type, value) => ({
  linkId, type, text: linkId, readOnly: true,
  extension: [{
    url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression',
    valueExpression: {
      language: 'text/fhirpath',
      expression: `iif(%resource.item.item.where(linkId = 'question').answer.value.code = 'five', ${value}, {})`
    }
  }]
})
const Page = () => createElement(RendererThemeProvider, null,
  createElement(QueryClientProvider, { client: useRendererQueryClient() }, createElement(BaseRenderer)))
globalThis.show = async () => {
  await buildForm({
    terminologyServerUrl: 'file:///nowhere',
    questionnaire: {
      resourceType: 'Questionnaire', status: 'draft',
      item: [{ linkId: 'group', type: 'group', text: 'Group', item: [
        {
          linkId: 'question', type: 'choice', text: 'Five, or not sure?',
          extension: [{
            url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl',
            valueCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/questionnaire-item-control', code: 'radio-button' }] }
          }],
          answerOption: ['five', 'unsure'].map((code) => ({ valueCoding: { system: 'urn:example', code, display: code } }))
        },
        calculated('number', 'integer', '5'),
        calculated('text', 'string', "'five'")
      ] }]
    }
  })
  createRoot(document.querySelector('#form')).render(createElement(Page))
}
globalThis.seen = () => ({
  shown: Object.fromEntries(['number', 'text'].map((link) => [link, document.querySelector(`[data-linkid="${link}"] :is(input, textarea)`).value])),
  response: getResponse().item[0].item.filter(({ linkId }) => linkId !== 'question').map(({ linkId, answer }) => [linkId, answer ?? null])
})
EOF
cat >run.mjs <<'EOF'
import { chromium } from 'playwright-core'
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
await page.goto(`file://${process.cwd()}/page.html`)
await page.evaluate(() => globalThis.show())
const choose = async (number) => {
  await page.locator('[data-linkid="question"] input[type=radio]').nth(number).click()
  await page.waitForTimeout(5000)
  return page.evaluate(() => globalThis.seen())
}
const [five, unsure] = [await choose(0), await choose(1)]
await browser.close()
console.log('five chosen:    ', JSON.stringify(five))
console.log('not sure chosen:', JSON.stringify(unsure))
console.log('expected:        {"shown":{"number":"","text":""}, and no answer to either in the response')
process.exit(five.shown.number === '5' && unsure.shown.number === '0' && unsure.shown.text === '' ? 0 : 1)
EOF
echo '<!doctype html><meta charset="utf-8"><title>Page</title><div id="form"></div><script src="built.js"></script>' >page.html
node_modules/.bin/esbuild page.js --bundle --format=iife --outfile=built.js --loader:.css=empty --log-level=error \
    '--define:process.env.NODE_ENV="production"'
node -p "'Smart Forms ' + require('./node_modules/@aehrc/smart-forms-renderer/package.json').version"
node run.mjs
