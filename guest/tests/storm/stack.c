/*
 * Treiber's lock-free stack (IBM RJ 5118, 1986), two ways. With tags: the head is a number and a tag that changes
 * with every push, so that compare-and-swap tells a head that came back from one that stayed. By LR/SC: no tag, the
 * reservation itself tells. Every participant takes elements off and puts them back; none may be lost or held twice.
 */
#include "storm.h"

#define EACH 2 /* elements a participant brings */

typedef struct {
    fugu_line_aligned word next; /* number of the element below plus 1, or 0 */
    word holder;                 /* who has taken it off, plus 1 */
} element_t;

static fugu_shared line_t tagged, reserved;
static fugu_shared element_t elements[2][MOST * EACH];

#define NUMBER 0xffffffffu

static void push_tagged(uint32_t element)
{
    uint64_t head = tagged.value;
    do elements[0][element].next = head & NUMBER;
    while (!__atomic_compare_exchange_n(
        &tagged.value, &head, ((head >> 32) + 1) << 32 | (element + 1), true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
}

/* The element plus 1, or 0 from an empty stack. */
static uint32_t pop_tagged(void)
{
    uint64_t head = tagged.value, below;
    do {
        if (!(head & NUMBER)) return 0;
        below = elements[0][(head & NUMBER) - 1].next;
    } while (!__atomic_compare_exchange_n(
        &tagged.value, &head, (head & ~(uint64_t)NUMBER) | below, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    return head & NUMBER;
}

static void push_reserved(uint32_t element)
{
    uint64_t head, failed;
    do {
        __asm__ volatile("lr.d %0, (%2)\n\tsd %0, 0(%3)\n\tsc.d %1, %4, (%2)"
                         : "=&r"(head), "=&r"(failed)
                         : "r"(&reserved.value), "r"(&elements[1][element].next), "r"((uint64_t)element + 1)
                         : "memory");
    } while (failed);
}

/* As in a textbook: lr; beqz; ld next; sc. */
static uint32_t pop_reserved(void)
{
    _Static_assert(sizeof(element_t) == 16, "the sequence below counts on it");
    uint64_t head, below, failed;
    do
        __asm__ volatile("lr.d %0, (%3)\n\tli %2, 0\n\tbeqz %0, 1f\n\t"
                         "slli %1, %0, 4\n\tadd %1, %1, %4\n\tld %1, -16(%1)\n\tsc.d %2, %1, (%3)\n1:"
                         : "=&r"(head), "=&r"(below), "=&r"(failed)
                         : "r"(&reserved.value), "r"(elements[1])
                         : "memory");
    while (failed);
    return (uint32_t)head;
}

static void use(uint32_t me, uint32_t which, uint32_t element, uint32_t round)
{
    check(element <= participants() * EACH, "an element that nobody brought");
    word *holder = &elements[which][element - 1].holder;
    check(__atomic_exchange_n(holder, me + 1, __ATOMIC_SEQ_CST) == 0, "an element was taken off twice");
    dawdle(me, round, 24);
    check(__atomic_exchange_n(holder, 0, __ATOMIC_SEQ_CST) == me + 1, "somebody else has the element too");
}

static void storm_of_stack(uint32_t me, uint32_t which, void (*push)(uint32_t), uint32_t (*pop)(void))
{
    for (uint32_t i = 0; i < EACH; i++) push(me * EACH + i);
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t first = pop();
        if (first) use(me, which, first, round);
        uint32_t second = pop();
        if (second) use(me, which, second, round);
        check(first == 0 || first != second, "one element was taken off twice");
        if (first) push(first - 1);
        if (second) push(second - 1);
    }
    meet();
    if (me == 0) {
        uint32_t left = 0;
        while (pop()) left++;
        check(left == participants() * EACH, "an element was lost");
    }
    meet();
}

void storm_of_stacks(uint32_t me)
{
    storm_of_stack(me, 0, push_tagged, pop_tagged);
    storm_of_stack(me, 1, push_reserved, pop_reserved);
}
