/* travel.h - ports inside messages. SPDX-License-Identifier: MIT
 *
 * A port that is attached to a message belongs to its owner until that message
 * is posted, then to nobody, until a receiver adopts it. If the message is
 * freed first, the port closes. */
#ifndef KERNEL_TRAVEL_H
#define KERNEL_TRAVEL_H

#include "sched.h"

/* One message on its way. Once it is sent, msg may be gone: travel_end does not
   look at it then. */
typedef struct {
	atoll_kernel *kernel;
	worker *worker;
	isolate *owner; /* of the ports; NULL: the outside */
	atoll_message *msg;
	outside *left; /* of the ports of the outside, the last first */
} journey;

/* travel_begin takes the ports in the message from their owner, all or none;
   from and to (NULL: none) are the ends of what it is posted through.
   travel_end says whether it was sent; if not, they are given back.
   ATOLL_ESELF, ATOLL_EPERM, ATOLL_ENOENT. */
atoll_err travel_begin(journey *j, const port *from, const port *to);
void travel_end(journey *j, bool sent);

/* travel_send posts a message with attachments through from, whose other end
   is `to`, for owner (NULL: the outside). Either the message and its ports
   leave, or neither. As port_send; ATOLL_ESELF, ATOLL_EPERM, ATOLL_ENOENT. */
atoll_err travel_send(atoll_kernel *k, worker *w, isolate *owner,
		      const port *from, port *to, uint32_t generation,
		      atoll_message *msg);

/* travel_adopt gives attachment i of msg to owner. */
atoll_err travel_adopt(atoll_kernel *k, worker *w, isolate *owner,
		       atoll_message *msg, uint32_t i, atoll_port *out);

#endif
