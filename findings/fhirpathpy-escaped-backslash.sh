#!/usr/bin/env bash
# fhirpathpy reads an escaped backslash before n, r, t or f as half of another escape.
# In FHIRPath '\\n' is two characters, a backslash and an n; fhirpathpy 2.2.4 makes a backslash and a new line of it.
# HL7's fhirpath.js reads the same text as the specification says (https://hl7.org/fhirpath/#string).
# Needs Python 3 with venv, Node and npm. Exits with 1 once fhirpathpy reads it in the same way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q fhirpathpy==2.2.4 || exit 2
npm install --silent --no-audit --no-fund fhirpath@4.11.0 >/dev/null || exit 2
cat >seen.py <<'EOF'
import json
import fhirpathpy
print(json.dumps(fhirpathpy.evaluate({"resourceType": "Patient"}, r"'a\\nb'", {})))
EOF
cat >expected.js <<'EOF'
console.log(JSON.stringify(require('fhirpath').evaluate({ resourceType: 'Patient' }, String.raw`'a\\nb'`, {})))
EOF
echo "fhirpathpy $(python/bin/pip show fhirpathpy | sed -n 's/^Version: //p'), fhirpath.js $(node -p "require('fhirpath/package.json').version")"
expected=$(node expected.js)
seen=$(python/bin/python seen.py)
echo "expected: $expected (fhirpath.js)"
echo "seen:     $seen (fhirpathpy)"
[ "$expected" = '["a\\nb"]' ] && [ "$seen" = '["a\\\nb"]' ]
