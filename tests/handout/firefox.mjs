// Prints handouts in Firefox: node firefox.mjs FOLDER
//
// Every FOLDER/*.html is printed beside itself, on A4 and on US Letter, as NAME.firefox.A4.pdf. FIREFOX names the
// browser, if not Debian's. It is told what to do by Marionette, which comes with it, over a socket of this machine.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const PAPERS = { A4: { width: 21, height: 29.7 }, Letter: { width: 21.59, height: 27.94 } } // cm
const MARGIN = { top: 0.9, bottom: 0.9, left: 1.2, right: 1.2 } // as the style sheet of the handout asks for
const folder = resolve(process.argv[2])
const profile = mkdtempSync(join(tmpdir(), 'firefox-'))
const prefs = { 'marionette.port': 0, 'app.update.enabled': false, 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1' }
const lines = Object.entries(prefs).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`)
writeFileSync(join(profile, 'user.js'), lines.join('\n'))
const firefox = spawn(process.env.FIREFOX ?? '/usr/bin/firefox-esr', ['--headless', '--marionette', '--no-remote', '--profile', profile], {
  stdio: 'ignore', env: { ...process.env, HOME: profile },
})

const port = join(profile, 'MarionetteActivePort')
for (let tries = 0; !existsSync(port) && tries < 1200; tries += 1) await pause(100)
const socket = connect(Number(readFileSync(port, 'utf8')), '127.0.0.1')

// A message is its length in bytes, a colon, and JSON: [0, number, command, parameters], or [1, number, error, result].
let read = Buffer.alloc(0)
let heard = () => {}
socket.on('data', (data) => {
  read = Buffer.concat([read, data])
  for (let colon = read.indexOf(':'); colon > 0; colon = read.indexOf(':')) {
    const end = colon + 1 + Number(read.subarray(0, colon))
    if (read.length < end) return
    const message = JSON.parse(read.subarray(colon + 1, end).toString())
    read = read.subarray(end)
    heard(message)
  }
})
const next = () => new Promise((done) => { heard = done })
let count = 0
const ask = async (command, parameters = {}) => {
  const message = JSON.stringify([0, count += 1, command, parameters])
  const answer = next()
  socket.write(`${Buffer.byteLength(message)}:${message}`)
  const [, , error, result] = await answer
  if (error) throw new Error(`${command}: ${error.message}`)
  return result
}

await next() // its greeting
await ask('WebDriver:NewSession')
for (const name of readdirSync(folder).filter((name) => name.endsWith('.html')).sort()) {
  await ask('WebDriver:Navigate', { url: pathToFileURL(join(folder, name)).href })
  for (const [paper, page] of Object.entries(PAPERS)) {
    const { value } = await ask('WebDriver:Print', { page, margin: MARGIN, shrinkToFit: false })
    writeFileSync(join(folder, name.replace(/html$/, `firefox.${paper}.pdf`)), Buffer.from(value, 'base64'))
  }
}
await ask('Marionette:Quit').catch(() => {})
socket.destroy()
await new Promise((done) => firefox.exitCode === null ? firefox.on('exit', done) : done())
rmSync(profile, { recursive: true, force: true })
