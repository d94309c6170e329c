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

/* A ticket, for these rights and no others; the capability has to be for frames, and to have the right to derive. */
static inline int64_t fugu_cap_grant(uint32_t cap, uint32_t rights, uint64_t environment)
{
    return fugu_call(FUGU_SYS_CAP_GRANT, cap, rights, environment, 0, 0);
}

/* The capability that a ticket is for. */
static inline int64_t fugu_cap_accept(int64_t ticket)
{
    return fugu_call(FUGU_SYS_CAP_ACCEPT, (uint64_t)ticket, 0, 0, 0, 0);
}

#ifdef __cplusplus
}
#endif

#endif
