#!/bin/sh
# Starts the sandbox as the vendor's script would start OpenEMR. A real one is told of its client
# and its patients by people; the sandbox reads both from files.
set -eu
umask 077
cat > /tmp/account.json <<JSON
{
  "clientId": "neuronova",
  "clientSecret": "$(cat /run/secrets/openemr_client_secret)",
  "user": "$OE_USER",
  "password": "$(cat /run/secrets/openemr_password)"
}
JSON
dir=$PWD/sites
cd /app
exec deno run -A --cached-only stack/openemr.ts --host 0.0.0.0 --port 80 --dir "$dir" \
  --account /tmp/account.json --seed /run/seed.json
