/*
 * Processes of the program on one rank, by exos: memory that they share, how they get to know each other, and a stride
 * scheduler that gives them time. fugu/environment.h has how a process is made, and fugu/ipc.h how processes talk.
 *
 * A process has the program's code and constants, its stack, and what it is given here. Of the program's variables it
 * has none: what it is to know stands in shared memory, or in its argument. All of this is done by who makes the
 * processes, but for what begins with fugu_peer: that is for the processes too.
 */
#ifndef FUGU_PROCESS_H
#define FUGU_PROCESS_H

#include <fugu/capability.h>
#include <fugu/environment.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------- shared memory */

/* Pages that several processes have at the same address, so that pointers into them mean the same everywhere. */
struct fugu_common {
    void *address;
    uint32_t frames; /* a capability for them */
    uint32_t pages;
};

/* Takes so many zeroed pages, 1 to 1024, and maps them here. Answers 0, or why not. */
int64_t fugu_common_make(struct fugu_common *common, uint32_t pages);

/* Maps them in a process, which may read them, and write them if it says so. Answers 0, or why not. */
int64_t fugu_common_share(const struct fugu_common *common, const struct fugu_process *with, bool writes);

/* Takes them from everybody. Answers 0, or why not. Nobody may touch them any more. */
int64_t fugu_common_free(struct fugu_common *common);

/* ------------------------------------------------------------------------------------------------ peers */

/* Another process as this one knows it: to give it time, and to call it. */
struct fugu_peer {
    uint32_t environment; /* a capability for it, to execute */
    uint32_t crosses;     /* whether the library's functions lie behind a crossing */
};

/* How one process gets to know another: in memory that they share, or that their maker gives both. */
struct fugu_introduction {
    int64_t ticket;
    uint32_t crosses;
    uint32_t unused;
};

/* Lets `to` accept `whom` as a peer, once. Either of them may be NULL: the caller itself. Answers 0, or why not. */
int64_t fugu_process_introduce(
    struct fugu_introduction *introduction, const struct fugu_process *whom, const struct fugu_process *to);

/* Answers 0, or why not: a ticket is for one environment, once. */
static inline int64_t fugu_peer_accept(struct fugu_peer *peer, const struct fugu_introduction *introduction)
{
    int64_t cap = fugu_cap_accept(introduction->ticket);
    if (cap < 0) return cap;
    peer->environment = (uint32_t)cap;
    peer->crosses = introduction->crosses;
    return 0;
}

/* A process that the caller has made, as a peer. */
static inline struct fugu_peer fugu_peer_of(const struct fugu_process *process)
{
    struct fugu_peer peer;
    peer.environment = process->environment;
    peer.crosses = fugu_boot->placement == FUGU_PLACEMENT_MONOLITHIC;
    return peer;
}

/* Gives the peer the processor, with what is left of the slice. Answers FUGU_E_NOT_READY if it has ended or waits. */
int64_t fugu_peer_yield(const struct fugu_peer *peer);

/* -------------------------------------------------------------------------------------- stride scheduling */

/*
 * Time in proportion (Waldspurger and Weihl, 1995): each process has tickets, and gets so many turns of all. Who holds
 * the slice asks for the next turn: the process that is furthest behind gets the slice until it ends, and comes back
 * here. The kernel knows nothing of tickets.
 */
#define FUGU_SCHEDULE_MOST 64
#define FUGU_TICKETS_MOST 1024

struct fugu_schedule {
    struct {
        uint32_t environment;
        uint32_t stride; /* how far a turn brings it */
        uint64_t pass;   /* how far it is */
    } entries[FUGU_SCHEDULE_MOST];
    uint32_t count;
    uint64_t pass; /* of who had the last turn: who comes begins there */
};

/* Takes a process in, with 1 to FUGU_TICKETS_MOST tickets. Answers 0; FUGU_E_BAD_ARGUMENT or FUGU_E_OUT_OF_SLOTS. */
int64_t fugu_schedule_add(struct fugu_schedule *schedule, const struct fugu_process *process, uint32_t tickets);

/* Answers 0, or FUGU_E_BAD_HANDLE if it is not in there. */
int64_t fugu_schedule_remove(struct fugu_schedule *schedule, const struct fugu_process *process);

/*
 * Gives one turn, and returns when the caller has the processor again. A process that has ended is taken out; one that
 * waits for another loses its turn. Answers the capability of who had the turn, or FUGU_E_NOT_READY if nobody can run.
 */
int64_t fugu_schedule_turn(struct fugu_schedule *schedule);

#ifdef __cplusplus
}
#endif

#endif
