#!/usr/bin/env bash
# Draws docs/terminal.svg, the picture in the README, from a real run of the worker in its sandbox.
# Takes about two minutes. Needs the .NET 10 SDK.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
application=payments-api

dotnet publish "$root/src/RotationService" -o "$work/out" > "$work/build" || { cat "$work/build" >&2; exit 1; }
cp "$root/rotation-policies.yaml" "$work/"
cd "$work"
out/rotation-service run --sandbox > screen 2>&1 &
worker=$!
for ((second = 0; second < 300; second++)); do
  if grep -q "$application .*retired" screen; then break; fi
  sleep 1
done
kill -TERM "$worker"
wait "$worker" || true
grep -q "$application .*retired" screen || { echo "No rotation was completed in five minutes." >&2; exit 1; }

# The first lines, then what happened to one application, until its previous client secret was removed.
{
  echo "\$ dotnet run --project src/RotationService -- run --sandbox"
  head -n 1 screen
  grep -E "$application |managed" screen | awk -v app="$application" '
    /managed/ { if (!sums++ || done) print; if (done) exit; next }
    { print }
    /retired/ { done = 1 }'
} | cut -c 1-136 | head -n 22 > lines

awk '
  function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
  function colour(text) {
    if (text ~ /^\$/) return "#ffffff"
    if (text ~ /needs a person|failed/) return "#f2cc60"
    if (text ~ /rotated:|retired|verified|published/) return "#7ee787"
    return "#c9d1d9"
  }
  { line[NR] = $0 }
  END {
    height = 40 + NR * 19
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1090 %d\" role=\"img\" aria-label=\"The worker rotates a client secret in the sandbox\">\n", height
    printf "<rect width=\"1090\" height=\"%d\" rx=\"8\" fill=\"#0d1117\"/>\n", height
    for (dot = 0; dot < 3; dot++) printf "<circle cx=\"%d\" cy=\"14\" r=\"5\" fill=\"%s\"/>\n", 18 + dot * 17, dot == 0 ? "#ff5f56" : dot == 1 ? "#ffbd2e" : "#27c93f"
    print "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\" xml:space=\"preserve\">"
    for (i = 1; i <= NR; i++) printf "<text x=\"14\" y=\"%d\" fill=\"%s\">%s</text>\n", 24 + i * 19, colour(line[i]), escape(line[i])
    print "</g>\n</svg>"
  }' lines > "$root/docs/terminal.svg"
echo "wrote docs/terminal.svg, $(wc -l < lines) lines"
