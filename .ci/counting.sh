# Counts for .ci/run: `passed` and `failed` are tests, and the checks beside them.
passed=0
failed=0
failures_told=''
counts=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$counts"' EXIT

# check NAME COMMAND…: one check, counted once.
check() {
  local name=$1 start=$SECONDS
  shift
  printf '\n=== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
    printf -- '--- %s: held after %s s\n' "$name" $((SECONDS - start))
  else
    failed=$((failed + 1))
    tell_failure "$name"
    printf -- '--- %s: FAILED after %s s\n' "$name" $((SECONDS - start))
  fi
}

# suite NAME COMMAND…: a test suite, counted by its runner's own numbers, which scripts/reporter.cjs writes.
suite() {
  local name=$1 start=$SECONDS status=0 passes='' failures=''
  shift
  printf '\n=== %s\n' "$name"
  MESHID_TEST_COUNTS="$counts/$name" "$@" || status=$?
  read -r passes failures < <(numbers "$counts/$name")
  passed=$((passed + ${passes:-0}))
  failed=$((failed + ${failures:-0}))
  # A suite that broke before it counted, after it had counted no failure, or that ran nothing, has failed all the same.
  if [ $((${passes:-0} + ${failures:-0})) = 0 ] || { [ "$status" -ne 0 ] && [ "${failures:-0}" = 0 ]; }; then
    failed=$((failed + 1))
    tell_failure "$name: ended with status $status"
  fi
  tell_failure "$(titles "$counts/$name")"
  printf -- '--- %s: status %s after %s s, %s passed, %s failed\n' \
    "$name" "$status" $((SECONDS - start)) "${passes:-nobody knows how many}" "${failures:-nobody knows how many}"
}

# beside NAME FUNCTION: starts a function of checks and suites, which run while others do, and get what processor those leave.
beside() {
  local name=$1 function=$2
  (
    passed=0 failed=0 failures_told=''
    renice -n 19 "$BASHPID" >/dev/null
    "$function"
    printf '%s' "$failures_told" >"$counts/$name.told"
    # Last, and so only when the function came to its end.
    printf '%s %s\n' "$passed" "$failed" >"$counts/$name.numbers"
  ) >"$counts/$name.log" 2>&1 &
}

# joined NAME: waits for what runs beside, shows what it printed, and counts it.
joined() {
  local name=$1 start=$SECONDS passes='' failures=''
  wait
  printf '\n=== %s, which ran beside the others\n' "$name"
  cat "$counts/$name.log"
  if read -r passes failures 2>/dev/null <"$counts/$name.numbers"; then
    passed=$((passed + passes))
    failed=$((failed + failures))
    tell_failure "$(cat "$counts/$name.told")"
  else
    failed=$((failed + 1))
    tell_failure "$name: broke off"
  fi
  printf -- '--- %s: waited for %s s\n' "$name" $((SECONDS - start))
}

# Two numbers, or nothing when the runner ended before it could count.
numbers() {
  node -p "const { passes, failures } = JSON.parse(fs.readFileSync(process.argv[1], 'utf8')); passes + ' ' + failures" "$1" 2>/dev/null
}

# The titles of a suite's failing tests, a line each with the error's first words.
titles() {
  node -p "JSON.parse(fs.readFileSync(process.argv[1], 'utf8')).failed.map((title) => title.replace(/\s+/g, ' ').slice(0, 300)).join('\n')" "$1" 2>/dev/null
}

# Kept for the end of the log, which may be all that somebody sees of it.
tell_failure() { [ -z "$1" ] || failures_told+="$1"$'\n'; }
