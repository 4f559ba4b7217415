/* travel.h - ports inside messages. SPDX-License-Identifier: MIT
 *
 * A port that is attached to a message belongs to its owner until that message
 * is posted, then to nobody, until a receiver adopts it. If the message is freed
 * first, the port closes. */
#ifndef KERNEL_TRAVEL_H
#define KERNEL_TRAVEL_H

#include "sched.h"

/* travel_send posts a message with attachments through from, whose other end
   is `to`, for owner (NULL: the outside). Either the message and its ports
   leave, or neither. As port_send; ATOLL_ESELF, ATOLL_EPERM, ATOLL_ENOENT. */
atoll_err travel_send(atoll_kernel *k, worker *w, isolate *owner,
    const port *from, port *to, uint32_t generation, atoll_message *msg);

/* travel_adopt gives attachment i of msg to owner. */
atoll_err travel_adopt(atoll_kernel *k, worker *w, isolate *owner,
    atoll_message *msg, uint32_t i, atoll_port *out);

#endif
