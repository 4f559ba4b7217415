#!/bin/sh
# headers.sh INCLUDE HEADER... - compiles each header alone, as C99 and as C++,
# with each compiler that is installed.
include=$1
shift
passed=0 failed=0
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
strict='-Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -fsyntax-only'

try() { # HEADER COMPILER STANDARD SUFFIX
	command -v "$2" >/dev/null || return 0
	name=atoll/$(basename "$1")
	more=
	# libuv itself needs POSIX; what has libuv in it needs libuv.
	if [ "$name" = atoll/uv.h ]; then
		echo '#include <uv.h>' | "$2" -D_GNU_SOURCE -E - >/dev/null 2>&1 || return 0
		more=-D_GNU_SOURCE
	fi
	printf '#include <%s>\n#include <%s>\nint unit;\n' "$name" "$name" >"$dir/unit.$4"
	# shellcheck disable=SC2086
	if "$2" "-std=$3" $strict $more -I"$include" "$dir/unit.$4"; then
		passed=$((passed + 1))
	else
		echo "failed: $name with $2 -std=$3"
		failed=$((failed + 1))
	fi
}

for header; do
	for compiler in gcc clang; do
		try "$header" "$compiler" c99 c
		try "$header" "$compiler" c11 c
	done
	for compiler in g++ clang++; do
		try "$header" "$compiler" c++11 cc
	done
done
echo "headers: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
