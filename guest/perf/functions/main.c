/* Many small functions, each a few instructions, that call one another directly and through a table. */
#include "../perf.h"

#define CALLS 5000

#define SMALL static __attribute__((noinline)) uint64_t
#define LEAF(n, expression) SMALL leaf_##n(uint64_t a, uint64_t b) { return expression; }

LEAF(0, a + b)
LEAF(1, a ^ b)
LEAF(2, a * 5 + b)
LEAF(3, (a << 7 | a >> 57) - b)
LEAF(4, a > b ? a - b : b - a)
LEAF(5, (a & b) + (a | 1))
LEAF(6, ~a + (b << 3))
LEAF(7, a % 1021 + b)

typedef uint64_t function_t(uint64_t, uint64_t);

static function_t *const leaves[] = {leaf_0, leaf_1, leaf_2, leaf_3, leaf_4, leaf_5, leaf_6, leaf_7};

#define PAIR(n, one, other) \
    SMALL pair_##n(uint64_t a, uint64_t b) { return leaf_##one(leaf_##other(a, b), b + n); }

PAIR(0, 0, 3)
PAIR(1, 1, 2)
PAIR(2, 2, 5)
PAIR(3, 3, 4)
PAIR(4, 4, 7)
PAIR(5, 5, 0)
PAIR(6, 6, 1)
PAIR(7, 7, 6)

#define QUAD(n, one, other)                                                                         \
    SMALL quad_##n(uint64_t a, uint64_t b)                                                          \
    {                                                                                               \
        return a & 1 ? pair_##one(pair_##other(b, a), a) : pair_##other(a, leaves[b % 8](a, b)) + n; \
    }

QUAD(0, 0, 7)
QUAD(1, 6, 1)
QUAD(2, 2, 5)
QUAD(3, 4, 3)

/* Down a tree, as compilers and parsers go. */
SMALL descend(uint64_t a, uint64_t depth)
{
    if (depth == 0) return leaves[a % 8](a, depth);
    return descend(quad_0(a, depth), depth - 1) + descend(quad_3(depth, a), depth - 1);
}

static uint64_t work(uint64_t round)
{
    uint64_t a = round, b = 1;
    for (int i = 0; i < CALLS; i++) {
        a = quad_0(a, b);
        b = quad_1(b, a);
        a = quad_2(a, b);
        b = quad_3(b, a);
    }
    return a + b + descend(a, 10);
}
