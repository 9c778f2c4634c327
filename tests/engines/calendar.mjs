// Reads the reminders in a folder with ical.js, which Thunderbird's calendar is built on: one event a file, in order.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tools } from './tools.mjs'

const module = await import(tools.resolve('ical.js'))
const ICAL = module.default ?? module

const read = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const [event] = calendar.getAllSubcomponents('vevent')
  const [alarm] = event.getAllSubcomponents('valarm')
  const { uid, sequence, summary, description, startDate: starts, endDate: ends } = new ICAL.Event(event)
  const rings = starts.clone()
  rings.addDuration(alarm.getFirstPropertyValue('trigger'))
  return {
    uid, sequence, summary, description,
    starts: starts.toString(), ends: ends.toString(), zone: starts.zone.tzid, rings: rings.toString(),
    alarm: [alarm.getFirstPropertyValue('action'), alarm.getFirstPropertyValue('description')]
  }
}

const folder = process.argv[2]
const names = readdirSync(folder).filter((name) => name.endsWith('.ics')).sort()
console.log(JSON.stringify(names.map((name) => read(readFileSync(join(folder, name), 'utf8')))))
