/*
 * Capabilities that travel: who has one for frames grants it to another environment, of any node, by a ticket
 * that only that one can accept, and once. How the ticket gets there is the programs' affair: a message, or a
 * shared variable. It is a name and no secret.
 *
 * What was granted goes with what it was derived from: fugu_cap_revoke and fugu_frame_free take it away wherever
 * it is, and return when no node has a mapping of it.
 */
#ifndef FUGU_CAPABILITY_H
#define FUGU_CAPABILITY_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The environment of a rank of the program's own job, as fugu_cap_grant takes it. */
#define FUGU_ENVIRONMENT_OF_RANK(rank) (UINT64_C(1) << 32 | (uint32_t)(rank))

/* An environment that was made, by a capability for it. */
#define FUGU_ENVIRONMENT_OF_CAP(cap) (UINT64_C(1) << 33 | (uint32_t)(cap))

/* The environment of this node of another job that shares it; jobs of a co-run are numbered from 0. */
#define FUGU_NEIGHBOUR(job) (UINT64_C(1) << 62 | (uint32_t)(job))

/*
 * A ticket, for these rights and no others; the capability has to have the right to derive. One for frames can be
 * granted to anybody; one for an endpoint on this node; what concerns a rank's time, console and address spaces to
 * environments of the rank. A capability for the processor or for memory cannot be granted.
 */
static inline int64_t fugu_cap_grant(uint32_t cap, uint32_t rights, uint64_t environment)
{
    return fugu_call(FUGU_SYS_CAP_GRANT, cap, rights, environment, 0, 0);
}

/* The capability that a ticket is for; FUGU_NEIGHBOUR(job) takes the first one that the neighbour has granted. */
static inline int64_t fugu_cap_accept(int64_t ticket)
{
    return fugu_call(FUGU_SYS_CAP_ACCEPT, (uint64_t)ticket, 0, 0, 0, 0);
}

/*
 * A capability for part of what another one is for, with the same rights, and derived from it:
 *
 *     FUGU_KIND_FRAMES         so many of its frames, from an index on
 *     FUGU_KIND_SLICE          of the processor: the position of the vector of slices with that index
 *     FUGU_KIND_TIMER          of the processor: to be told of a cycle, see fugu_alarm
 *     FUGU_KIND_ADDRESS_SPACE  of an environment: what is mapped in it
 *
 * and with cap 0, for the caller itself:
 *
 *     FUGU_KIND_ENVIRONMENT    to give it time and transfer control to it
 *     FUGU_KIND_ADDRESS_SPACE  to map in it
 *     FUGU_KIND_ENDPOINT       to send to it, with a badge as the index: see endpoint.h
 */
static inline int64_t fugu_cap_part(uint32_t cap, uint32_t kind, uint64_t index, uint64_t count)
{
    return fugu_call(FUGU_SYS_CAP_PART, cap, kind, index, count, 0);
}

#ifdef __cplusplus
}
#endif

#endif
