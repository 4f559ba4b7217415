/* exit.c - how isolates end, and who is told. SPDX-License-Identifier: MIT */
#include "exit.h"

#include <string.h>

#include "kernel.h"

exit_record *
exit_new(atoll_isolate id, atoll_reason reason, int code, const char *text,
	 atoll_message *error)
{
	/* Never freed: a reference of its own is kept. */
	static exit_record no_memory = {.refs = 1,
					.exit = {.reason = ATOLL_OUT_OF_MEMORY,
						 .code = 1,
						 .message = "out of memory"}};
	size_t len;
	exit_record *e;

	if (text == NULL) {
		text = atoll_reason_text(reason);
	}
	len = strlen(text);
	e = malloc(sizeof(*e) + len + 1);
	if (e == NULL) {
		atoll_message_free(error);
		return exit_ref(&no_memory);
	}
	atomic_init(&e->refs, 1);
	memcpy(e->text, text, len + 1);
	e->exit = (atoll_exit){.isolate = id,
			       .reason = reason,
			       .code = code,
			       .message = e->text,
			       .error = error};
	return e;
}

exit_record *
exit_ref(exit_record *e)
{
	atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
	return e;
}

void
exit_free(exit_record *e)
{
	if (e != NULL &&
	    atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) == 1) {
		atoll_message_free(e->exit.error);
		free(e);
	}
}

void
exit_tell(atoll_kernel *k, worker *w, watch *list, exit_record *why)
{
	while (list != NULL) {
		watch *next = list->next;

		port_end_monitor(k, w, list->port, list->generation, why);
		free(list);
		list = next;
	}
}

atoll_err
exit_monitor(atoll_kernel *k, worker *w, atoll_port *out, atoll_isolate id,
	     isolate *owner)
{
	watch *entry = calloc(1, sizeof(*entry));
	port *p = NULL;
	isolate *iso;
	atoll_err err;

	if (entry == NULL) {
		return ATOLL_ENOMEM;
	}
	err = port_alone(k, &p);
	if (err == ATOLL_OK) {
		err = port_own(k, p, owner, w);
		if (err != ATOLL_OK) {
			port_close(k, w, p, NULL);
		}
	}
	if (err != ATOLL_OK) {
		free(entry);
		return err;
	}
	p->other = id;
	*entry = (watch){.port = p, .generation = slot_generation(&p->s)};
	*out = port_name(p);
	iso = isolate_find(k, id);
	if (iso != NULL) {
		entry->next = iso->watches;
		iso->watches = entry;
		lock_drop(&iso->s.lock);
	} else {
		exit_record *e = exit_new(id, ATOLL_NO_ISOLATE, 0, NULL, NULL);

		exit_tell(k, w, entry, e);
		exit_free(e);
	}
	return ATOLL_OK;
}

atoll_err
exit_defer(isolate *iso, port *parent)
{
	watch *entry = calloc(1, sizeof(*entry));

	if (entry == NULL) {
		return ATOLL_ENOMEM;
	}
	*entry = (watch){.port = parent->peer,
			 .generation = parent->peer_generation};
	lock_take(&parent->s.lock);
	parent->peer = NULL; /* its close tells nobody */
	lock_drop(&parent->s.lock);
	lock_take(&iso->s.lock);
	entry->next = iso->watches;
	iso->watches = entry;
	lock_drop(&iso->s.lock);
	return ATOLL_OK;
}

void
exit_unwatch(atoll_kernel *k, port *p)
{
	isolate *iso = isolate_find(k, p->other);
	watch **at, *entry = NULL;

	if (iso == NULL) {
		return;
	}
	for (at = &iso->watches; *at != NULL; at = &(*at)->next) {
		if ((*at)->port == p) {
			entry = *at;
			*at = entry->next;
			break;
		}
	}
	lock_drop(&iso->s.lock);
	free(entry);
}
