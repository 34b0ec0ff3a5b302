# What scripts begin with, here and in Tests; to be sourced.

readonly root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { echo "$(realpath --relative-to="$root" "$0"): $1" >&2; }

fail() { # <exit code> <message>
  say "$2"
  exit "$1"
}

require() { # <command> <package that holds it>
  command -v "$1" >/dev/null || fail 69 "needs '$1', which comes with $2"
}

# Prints the comment that a script begins with.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }
