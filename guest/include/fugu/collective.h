/*
 * What all ranks of a job do together, by messages, by exos: broadcast, reduce, scan, gather, scatter, and all to all.
 * (fugu_barrier is in fugu.h.) All ranks call the same function, with the same root and sizes; several in a row do not
 * mix. One thread of a rank calls, in its first hardware context, outside handlers.
 *
 * Data are elements of `size` bytes each, at any address; nothing is said about what is in them. Nobody sends before
 * the receiver has said where to, so a rank that is late is sent nothing that it has no place for. A rank that finds
 * that another one is in another call, or has another size, says so and ends the job. While they wait they handle
 * messages, as fugu_active_wait does.
 */
#ifndef FUGU_COLLECTIVE_H
#define FUGU_COLLECTIVE_H

#include <fugu/active.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_ELEMENT_MOST 1024 /* bytes of an element that is combined */

/* The root's bytes come to all. A binomial tree. */
void fugu_broadcast(uint32_t root, void *data, size_t bytes);

/*
 * Combines elements one by one: a[i] becomes what a[i] and b[i] make, for count of them; a is of lower ranks than b. It
 * must be associative, and need not be commutative. It may not send, wait or call anything of this header.
 */
typedef void fugu_combine(void *a, const void *b, size_t count);

/* Some: of int64_t, and of double. */
fugu_combine fugu_combine_sum, fugu_combine_min, fugu_combine_max;
fugu_combine fugu_combine_sum_double, fugu_combine_min_double, fugu_combine_max_double;

/*
 * Each rank brings count elements; the root has them combined afterwards, in place, and the others' hold something
 * else. In which order they are combined depends on the number of ranks alone, not on the root and not on who comes
 * first; so a sum of doubles is always the same, and the same as fugu_shared_sum_double's.
 */
void fugu_reduce(uint32_t root, void *values, size_t count, size_t size, fugu_combine *combine);

/* The same, and all ranks have the result. */
void fugu_allreduce(void *values, size_t count, size_t size, fugu_combine *combine);

/* Each rank has its own elements combined with those of all ranks below it, in place. */
void fugu_scan(void *values, size_t count, size_t size, fugu_combine *combine);

/* Each rank's bytes come to the root, side by side in the order of ranks. `all` is of no account elsewhere. */
void fugu_gather(uint32_t root, void *all, const void *own, size_t bytes);

/* The other way: of the root's bytes each rank gets its part. */
void fugu_scatter(uint32_t root, void *own, const void *all, size_t bytes);

/* Rank i's part j comes to rank j, as its part i. Parts are of so many bytes; the two arrays do not overlap. */
void fugu_all_to_all(void *in, const void *out, size_t bytes);

/* Of one value from each rank: all are answered the same. */
int64_t fugu_sum_of_all(int64_t value);
double fugu_sum_of_all_double(double value);

#ifdef __cplusplus
}
#endif

#endif
