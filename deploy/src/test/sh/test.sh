# `./roomlog test`, which sources this: the Java tests, then the JavaScript tests, then the sums of both.
# shellcheck shell=bash disable=SC2154

js=$here/deploy/src/test/js
mkdir -p "$target"
rm -rf "$here"/*/target/surefire-reports "$here"/*/target/failsafe-reports "$target/test-js.tap"
begin=$SECONDS
java_ok=true
js_ok=true

say "Java tests (all output: $target/test-java.log)"
touch "$stamp.begun"
(cd "$here" && JAVA_HOME=$jdk mvn -B -ntp verify -Dmaven.test.failure.ignore=true </dev/null) 2>&1 |
  tee "$target/test-java.log" |
  grep --line-buffered -E '^\[INFO\] Building Roomlog|Tests run:.*Time elapsed|^\[ERROR\]|BUILD' || java_ok=false
if grep -q 'BUILD SUCCESS' "$target/test-java.log"; then
  rehearse "$target/test-java.log"
  mv "$stamp.begun" "$stamp"
  touch "$stamp.tests"
else
  java_ok=false
fi
say "Java tests took $((SECONDS - begin)) s"

begin=$SECONDS
if $java_ok; then
  say "JavaScript tests (all output: $target/test-js.log)"
  if [[ ! $js/node_modules/.package-lock.json -nt $js/package-lock.json ]]; then
    (cd "$js" && npm ci --silent --no-fund --no-audit) || js_ok=false
  fi
  if $js_ok; then
    (cd "$js" && node --test --test-concurrency=1 --test-timeout=600000 \
      --test-reporter=tap --test-reporter-destination="$target/test-js.tap" \
      --test-reporter=spec --test-reporter-destination=stdout ./*.test.mjs </dev/null) 2>&1 |
      tee "$target/test-js.log" || js_ok=false
  fi
  say "JavaScript tests took $((SECONDS - begin)) s"
else
  js_ok=false
  say "JavaScript tests: not begun, for the build has failed"
fi

sums_ok=true
node "$here/deploy/src/test/sh/sums.mjs" "$here" "$target/test-js.tap" "$target/not-run.txt" || sums_ok=false
$java_ok && $js_ok && $sums_ok
