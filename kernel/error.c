/* error.c - the texts of results. SPDX-License-Identifier: MIT */
#include <atoll/error.h>

const char *
atoll_strerror(atoll_err err)
{
	switch (err) {
#define TEXT(name, number, text)                                               \
	case name:                                                             \
		return text;
		ATOLL_ERRORS(TEXT)
	}
	return "unknown error";
}

const char *
atoll_errname(atoll_err err)
{
	switch (err) {
#define NAME(name, number, text)                                               \
	case name:                                                             \
		return #name;
		ATOLL_ERRORS(NAME)
	}
	return "unknown error";
}

const char *
atoll_reason_text(atoll_reason reason)
{
	switch (reason) {
		ATOLL_REASONS(TEXT)
	}
	return "unknown reason";
}
