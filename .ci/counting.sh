# Counts for .ci/run: `passed` and `failed` are tests, and the checks beside them.
passed=0
failed=0
failures_told=''
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

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
