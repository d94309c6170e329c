/*
 * Collectives: each from every root, of several sizes, in a row and without a barrier in between, against what a rank
 * can say by itself. What a rank brings follows from its number and the round. The order of the calls is drawn, and all
 * ranks draw alike, since rank 0 has sent them its seed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/collective.h>

#define RANKS_MOST 16
#define ROUNDS 9
#define PART_MOST 300

static uint64_t random_state;

static uint64_t random_below(uint64_t limit)
{
    random_state = random_state * 6364136223846793005 + 1442695040888963407;
    return (random_state >> 33) % limit;
}

static void require(bool held, const char *what)
{
    if (held) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void say(const char *what)
{
    fugu_barrier();
    if (fugu_rank() == 0) puts(what);
}

static uint64_t round_number;

/* What a rank brings in this round. */
static uint64_t value_of(uint32_t rank, uint64_t i)
{
    uint64_t x = (round_number << 40 ^ (uint64_t)rank << 20 ^ i) * 0x9e3779b97f4a7c15;
    return x ^ x >> 29;
}

static void fill(void *bytes, size_t count, uint32_t rank)
{
    for (size_t i = 0; i * 8 < count; i++) {
        uint64_t value = value_of(rank, i);
        memcpy((char *)bytes + i * 8, &value, count - i * 8 < 8 ? count - i * 8 : 8);
    }
}

static bool is_filled(const void *bytes, size_t count, uint32_t rank)
{
    for (size_t i = 0; i * 8 < count; i++) {
        uint64_t value = value_of(rank, i);
        if (memcmp((const char *)bytes + i * 8, &value, count - i * 8 < 8 ? count - i * 8 : 8)) return false;
    }
    return true;
}

static char data[RANKS_MOST * PART_MOST], more[RANKS_MOST * PART_MOST], own[PART_MOST];

/* ---- broadcast */

static void broadcasts(void)
{
    static const size_t sizes[] = {1, 8, 33, 700, 3};
    fugu_broadcast(0, &random_state, sizeof random_state);
    for (uint32_t i = 0; i < fugu_ranks(); i++) {
        for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            round_number++;
            data[sizes[k]] = 99;
            if (fugu_rank() == i) fill(data, sizes[k], i);
            fugu_broadcast(i, data, sizes[k]);
            require(is_filled(data, sizes[k], i) && data[sizes[k]] == 99, "a broadcast is not what was sent");
        }
    }
    fugu_broadcast(0, data, 0);
}

/* ---- combining: x becomes multiply * x + add. One after the other is another than the other after the one. */

struct step {
    uint64_t multiply;
    uint64_t add;
    uint64_t more; /* so that an element takes more than a message */
    uint64_t most;
    uint64_t weight;
};

static void combine_steps(void *a, const void *b, size_t count)
{
    struct step *first = a;
    const struct step *second = b;
    for (size_t i = 0; i < count; i++) {
        first[i].multiply *= second[i].multiply;
        first[i].add = first[i].add * second[i].multiply + second[i].add;
        first[i].more += second[i].more;
        if (second[i].most > first[i].most) first[i].most = second[i].most;
        first[i].weight += second[i].weight;
    }
}

static struct step step_of(uint32_t rank, unsigned i)
{
    uint64_t value = value_of(rank, i);
    return (struct step){value | 1, value >> 7, rank, value, 1};
}

static struct step steps_to(uint32_t last, unsigned i)
{
    struct step all = step_of(0, i);
    for (uint32_t rank = 1; rank <= last; rank++) {
        struct step next = step_of(rank, i);
        combine_steps(&all, &next, 1);
    }
    return all;
}

#define STEPS_MOST 60 /* 2,400 bytes: three chunks */

static void combines(unsigned kind, unsigned count)
{
    static struct step steps[STEPS_MOST];
    round_number++;
    uint32_t root = (uint32_t)random_below(fugu_ranks());
    for (unsigned i = 0; i < count; i++) steps[i] = step_of(fugu_rank(), i);
    if (kind == 0) fugu_reduce(root, steps, count, sizeof *steps, combine_steps);
    if (kind == 1) fugu_allreduce(steps, count, sizeof *steps, combine_steps);
    if (kind == 2) fugu_scan(steps, count, sizeof *steps, combine_steps);
    if (kind == 0 && fugu_rank() != root) return;
    for (unsigned i = 0; i < count; i++) {
        struct step wanted = steps_to(kind == 2 ? fugu_rank() : fugu_ranks() - 1, i);
        require(!memcmp(&steps[i], &wanted, sizeof wanted), "what is combined is not what all have brought");
    }
}

static void integers(void)
{
    int64_t ranks = fugu_ranks(), values[3];
    for (int i = 0; i < 3; i++) values[i] = (int64_t)fugu_rank() * (i - 1);
    fugu_allreduce(values, 3, 8, fugu_combine_min);
    require(values[0] == 1 - ranks && values[1] == 0 && values[2] == 0, "a least value is another one");
    values[0] = fugu_rank();
    fugu_allreduce(values, 1, 8, fugu_combine_max);
    require(values[0] == ranks - 1, "a greatest value is another one");
    require(fugu_sum_of_all(fugu_rank() + 1) == ranks * (ranks + 1) / 2, "a sum is another one");
}

/* ---- doubles: in the order of the tree */

static double real_of(uint32_t rank)
{
    return (double)(value_of(rank, 0) >> 12) / (1 << rank % 40);
}

/* Of a rank and those below it in the tree, up to so many. */
static double tree_sum(uint32_t rank, uint32_t most)
{
    double sum = real_of(rank);
    for (uint32_t step = 1; step < most && rank + step < fugu_ranks(); step *= 2) sum += tree_sum(rank + step, step);
    return sum;
}

static void doubles(void)
{
    round_number++;
    double wanted = tree_sum(0, RANKS_MOST);
    require(fugu_sum_of_all_double(real_of(fugu_rank())) == wanted, "a sum of doubles is another one");
    uint32_t root = (uint32_t)random_below(fugu_ranks());
    double value = real_of(fugu_rank());
    fugu_reduce(root, &value, 1, sizeof value, fugu_combine_sum_double);
    if (fugu_rank() == root) require(value == wanted, "a sum of doubles depends on who is told it");
    value = -(double)fugu_rank();
    fugu_allreduce(&value, 1, sizeof value, fugu_combine_min_double);
    require(value == 1.0 - fugu_ranks(), "a least double is another one");
    fugu_allreduce(&value, 1, sizeof value, fugu_combine_max_double);
    require(value == 1.0 - fugu_ranks(), "a greatest double is another one");
}

/* ---- parts */

static size_t some_part(void)
{
    return 1 + random_below(random_below(3) ? 40 : PART_MOST);
}

static void gather_and_scatter(void)
{
    round_number++;
    size_t bytes = some_part();
    uint32_t root = (uint32_t)random_below(fugu_ranks()), ranks = fugu_ranks();
    fill(own, bytes, fugu_rank());
    fugu_gather(root, data, own, bytes);
    if (fugu_rank() == root)
        for (uint32_t i = 0; i < ranks; i++) require(is_filled(data + i * bytes, bytes, i), "a part is not gathered");
    memset(own, 0, bytes);
    fugu_scatter(root, own, data, bytes);
    require(is_filled(own, bytes, fugu_rank()), "a part is not handed out");
}

static void all_to_all(void)
{
    round_number++;
    size_t bytes = some_part();
    uint32_t ranks = fugu_ranks(), rank = fugu_rank();
    for (uint32_t i = 0; i < ranks; i++) fill(data + i * bytes, bytes, rank * ranks + i);
    fugu_all_to_all(more, data, bytes);
    for (uint32_t i = 0; i < ranks; i++)
        require(is_filled(more + i * bytes, bytes, i * ranks + rank), "a part went to another rank");
}

static void misuse(const char *what)
{
    char bytes[100];
    if (!strcmp(what, "root")) fugu_broadcast(fugu_ranks(), bytes, 8);
    if (!strcmp(what, "size")) fugu_broadcast(0, bytes, fugu_rank() ? 8 : 16);
    if (!strcmp(what, "element")) fugu_reduce(0, data, 1, FUGU_ELEMENT_MOST + 1, combine_steps);
    if (!strcmp(what, "calls") && fugu_rank()) fugu_broadcast(0, bytes, 0);
    fugu_broadcast(0, bytes, 8);
    fugu_sync_all();
    puts("nothing happened");
    exit(1);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : ROUNDS;
    require(fugu_ranks() <= RANKS_MOST, "at most 16 ranks");
    random_state = fugu_boot->seed;
    if (argc > 2) misuse(argv[2]);
    broadcasts();
    say("a broadcast from each rank, of any size");
    for (unsigned i = 0; i < rounds; i++) combines(i % 3, 1 + random_below(random_below(4) ? 3 : STEPS_MOST));
    combines(random_below(3), STEPS_MOST);
    integers();
    say("what is combined is combined in the order of ranks");
    doubles();
    say("sums of doubles are always the same");
    for (unsigned i = 0; i < rounds / 3; i++) gather_and_scatter();
    fugu_interrupts_enable();
    gather_and_scatter();
    say("parts come together and are handed out");
    all_to_all();
    fugu_interrupts_disable();
    for (unsigned i = 0; i < rounds / 3; i++) all_to_all();
    say("all to all");
    for (unsigned i = 0; i < rounds; i++) {
        switch (random_below(4)) {
        case 0: combines(random_below(3), 1); break;
        case 1: gather_and_scatter(); break;
        case 2: all_to_all(); break;
        case 3: doubles();
        }
    }
    fugu_barrier();
    return 0;
}
