/*
 * The time of day. It is simulated, so that a run is the same whenever it is run: cycle 0 is the beginning of the year
 * 1995 (UTC), and a cycle takes what the machine's clock says. How long the program has run is the node's cycles.
 */
#include <errno.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include <exos.h>

/* The C library has them for other targets only. */
#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 4
#endif
#ifndef TIME_UTC
#define TIME_UTC 1
#endif

#define EPOCH 788918400 /* 1995-01-01 00:00:00 UTC, in seconds since 1970 */
#define BILLION 1000000000u

/* Since cycle 0. Outside Fugu nobody knows. */
static bool elapsed(struct timespec *since)
{
    uint64_t hertz = fugu_boot->clock_hertz, cycles = fugu_cycles();
    if (!hertz) {
        errno = ENOSYS;
        return false;
    }
    since->tv_sec = (time_t)(cycles / hertz);
    since->tv_nsec = (long)((unsigned __int128)(cycles % hertz) * BILLION / hertz);
    return true;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
        errno = EINVAL;
        return -1;
    }
    if (!elapsed(now)) return -1;
    if (clock == CLOCK_REALTIME) now->tv_sec += EPOCH;
    return 0;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && !clock_gettime(CLOCK_REALTIME, now) ? base : 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec exact;
    time_t answer = clock_gettime(CLOCK_REALTIME, &exact) ? -1 : exact.tv_sec;
    if (now) *now = answer;
    return answer;
}

clock_t clock(void)
{
    uint64_t hertz = fugu_boot->clock_hertz, cycles = fugu_cycles();
    if (!hertz) return -1;
    return (clock_t)(cycles / hertz * CLOCKS_PER_SEC + cycles % hertz * CLOCKS_PER_SEC / hertz);
}

/* In the ticks of clock. All of the time is the program's. */
clock_t times(struct tms *result)
{
    clock_t now = clock();
    if (result) *result = (struct tms){.tms_utime = now};
    return now;
}
