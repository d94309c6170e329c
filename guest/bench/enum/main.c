/*
 * The triangle puzzle by messages: enum [pegs a side [jumps]].
 *
 * Pegs stand in a triangle of holes, all but the one at the top. A peg jumps over a neighbour into a free hole, and the
 * neighbour goes. How many ways are there to make so many jumps, and how many positions do they end in? All positions
 * after a number of jumps are found before the next jump is made. Each position belongs to a rank, by its bits; who
 * finds it tells that rank, one message for each way to get there from a position, and nobody acknowledges. Messages
 * interrupt. The numbers are compared with known ones, which a program of another kind found.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SIDE_LEAST 4
#define SIDE_MOST 6
#define HOLES_MOST (SIDE_MOST * (SIDE_MOST + 1) / 2)
#define JUMPS_MOST 13
#define PLACES (1u << 16) /* twice what one rank may have to keep, and more */
#define RANKS_MOST 1024

/* Whether messages interrupt: not where there is no message unit, and everybody has to look. */
static bool interrupts;

#define wait_while(condition)                                                             \
    do {                                                                                  \
        while (condition)                                                                 \
            if (!interrupts) fugu_poll();                                                 \
        __asm__ volatile("" : : : "memory"); /* what handlers stored is read now */       \
    } while (0)

/* After 1, 2, 3 ... jumps. */
static const struct {
    uint32_t jumps; /* that are known */
    struct {
        uint32_t positions;
        uint32_t ways;
    } after[JUMPS_MOST];
} known[] = {
    {6, {{2, 2}, {4, 4}, {7, 8}, {13, 20}, {9, 36}, {6, 48}}},
    {13,
     {{2, 2}, {8, 8}, {35, 42}, {122, 222}, {293, 1074}, {530, 5072}, {679, 21530}, {623, 75758}, {414, 211696},
      {212, 398148}, {75, 387308}, {18, 162558}, {4, 29760}}},
    {9,
     {{2, 2}, {8, 8}, {43, 50}, {232, 370}, {1038, 2860}, {3752, 23312}, {10540, 189692}, {23466, 1483900},
      {41627, 11002804}}},
};

typedef struct {
    uint32_t pegs; /* a bit each; never 0 */
    uint32_t ways;
} position_t;

/* Positions after an even and after an odd number of jumps: those that are looked at, and those that are found. */
static struct {
    position_t place[PLACES];
    uint32_t used[PLACES]; /* places in the order in which they were taken */
    volatile uint32_t count;
    volatile uint32_t finished; /* ranks that have sent all of theirs */
} found[2];

static struct {
    uint32_t pegs; /* that have to be there */
    uint32_t free; /* hole that has to be free */
} jumps[HOLES_MOST * 6];
static uint32_t jump_count;

static uint32_t hole(int row, int column)
{
    return (uint32_t)(row * (row + 1) / 2 + column);
}

static void find_jumps(int side)
{
    static const int directions[6][2] = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, -1}};
    for (int row = 0; row < side; row++) {
        for (int column = 0; column <= row; column++) {
            for (int i = 0; i < 6; i++) {
                int down = directions[i][0], right = directions[i][1];
                int to_row = row + 2 * down, to_column = column + 2 * right;
                if (to_row < 0 || to_row >= side || to_column < 0 || to_column > to_row) continue;
                jumps[jump_count].pegs = 1u << hole(row, column) | 1u << hole(row + down, column + right);
                jumps[jump_count++].free = 1u << hole(to_row, to_column);
            }
        }
    }
}

static uint32_t mixed(uint32_t pegs)
{
    return (pegs * 0x9E3779B1u) >> 8;
}

static void reach(uint32_t source, uint64_t parity, uint64_t pegs, uint64_t ways)
{
    (void)source;
    uint32_t at = mixed((uint32_t)pegs) / 4 % PLACES;
    while (found[parity].place[at].pegs != 0 && found[parity].place[at].pegs != pegs) at = (at + 1) % PLACES;
    if (found[parity].place[at].pegs == 0) {
        if (found[parity].count == PLACES - 1) fugu_exit(3); /* more than is known cannot be */
        found[parity].place[at].pegs = (uint32_t)pegs;
        found[parity].used[found[parity].count] = at;
        found[parity].count++;
    }
    found[parity].place[at].ways += (uint32_t)ways;
}

static void finish(uint32_t source, uint64_t parity)
{
    (void)source;
    found[parity].finished++;
}

/* Makes all jumps from the positions of one parity, and forgets these. */
static void jump(uint32_t parity)
{
    for (uint32_t i = 0; i < found[parity].count; i++) {
        position_t *from = &found[parity].place[found[parity].used[i]];
        for (uint32_t j = 0; j < jump_count; j++) {
            if ((from->pegs & jumps[j].pegs) != jumps[j].pegs || from->pegs & jumps[j].free) continue;
            uint32_t to = (from->pegs ^ jumps[j].pegs) | jumps[j].free;
            fugu_send(mixed(to) % fugu_ranks(), reach, 1 - parity, to, from->ways);
        }
        *from = (position_t){0};
    }
    found[parity].count = 0;
    found[parity].finished = 0;
}

static volatile uint64_t positions, ways, ranks_told;

static void tell(uint32_t source, uint64_t a, uint64_t b)
{
    (void)source;
    positions += a;
    ways += b;
    ranks_told++;
}

int main(int argc, char **argv)
{
    unsigned long side = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_LEAST;
    bool possible = argc <= 3 && side >= SIDE_LEAST && side <= SIDE_MOST;
    unsigned long most = possible ? known[side - SIDE_LEAST].jumps : 0;
    unsigned long wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : most;
    uint32_t ranks = fugu_ranks(), rank = fugu_rank();
    if (!possible || wanted < 1 || wanted > most || ranks > RANKS_MOST) {
        if (rank == 0)
            printf("usage: enum [pegs a side, %d to %d [jumps, at most 6, 13 or 9]], on 1 to %d nodes\n", SIDE_LEAST,
                   SIDE_MOST, RANKS_MOST);
        return 2;
    }
    find_jumps((int)side);
    fugu_barrier();
    interrupts = fugu_interrupts_enable_integer();
    uint64_t start = fugu_cycles();
    uint32_t first = ((1u << hole((int)side, 0)) - 1) & ~1u;
    if (mixed(first) % ranks == rank) reach(rank, 0, first, 1);
    uint32_t parity = 0;
    for (unsigned long i = 0; i < wanted; i++) {
        jump(parity);
        parity = 1 - parity;
        /* What a rank sent comes in order: when it has said that it has finished, all of its positions are here. */
        for (uint32_t to = 0; to < ranks; to++) fugu_send((rank + to) % ranks, finish, parity);
        wait_while(found[parity].finished < ranks);
    }
    uint64_t all = 0;
    for (uint32_t i = 0; i < found[parity].count; i++) all += found[parity].place[found[parity].used[i]].ways;
    fugu_send(0, tell, found[parity].count, all);
    uint64_t cycles = fugu_cycles() - start;
    bool right = true;
    if (rank == 0) {
        wait_while(ranks_told < ranks);
        right = positions == known[side - SIDE_LEAST].after[wanted - 1].positions
                && ways == known[side - SIDE_LEAST].after[wanted - 1].ways;
        fugu_metric("enum_cycles", (int64_t)cycles);
        fugu_metric_unit("enum_cycles", "cycles");
        printf("%lu ways of %lu jumps to %lu positions on %u ranks in %lu cycles.\n", (unsigned long)ways, wanted,
               (unsigned long)positions, (unsigned)ranks, (unsigned long)cycles);
        if (!right) puts("These numbers are wrong.");
    }
    fugu_interrupts_disable();
    fugu_barrier();
    return right ? 0 : 1;
}
