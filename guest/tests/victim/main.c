/*
 * What others attack: victim [rounds [lend]]. Two ranks or more, each with pages of its own, a frame with a word in it,
 * a ticket that it has made for the next rank, and messages for that one. In each round it looks at all of them; what is
 * not as it was left is wrong, and rank 0 says how much is. With lend the frame is lent for reading to the machine's
 * second job on this node too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/capability.h>
#include <fugu/environment.h>

#define PAGES 12
#define WORDS (FUGU_PAGE_BYTES / sizeof(uint64_t))
#define FRAME 0x50000000ul
#define WORD (*(volatile uint64_t *)FRAME)
#define TICKET_HOME 40
#define SECOND_JOB (UINT64_C(1) << 24)

static _Alignas(FUGU_PAGE_BYTES) volatile uint64_t memory[PAGES][WORDS];
static volatile uint64_t came;
static uint64_t wrong;

static uint64_t pattern(uint64_t page, uint64_t word)
{
    return (page * WORDS + word + 1) * 0x9e3779b97f4a7c15ul ^ fugu_rank();
}

static void take(uint32_t source, uint64_t round, uint64_t check)
{
    uint32_t before = (fugu_rank() + fugu_ranks() - 1) % fugu_ranks();
    wrong += source != before || round != came || check != ~round;
    came++;
}

static volatile uint64_t told;

static void tell(uint32_t source, uint64_t things)
{
    (void)source;
    wrong += things;
    told++;
}

static void look(void)
{
    for (uint64_t page = 0; page < PAGES; page++)
        for (uint64_t word = 0; word < WORDS; word += 16) wrong += memory[page][word] != pattern(page, word);
    wrong += WORD != pattern(PAGES, 0);
}

static int64_t must(int64_t answer, const char *what)
{
    if (answer >= 0) return answer;
    printf("%s: %lld\n", what, (long long)answer);
    exit(1);
}

int main(int argc, char **argv)
{
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 20;
    uint32_t frame = (uint32_t)must(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    must(fugu_environment_map(0, FRAME, frame, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "its page");
    WORD = pattern(PAGES, 0);
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    uint64_t node = (uint64_t)must(fugu_cap_grant(frame, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(next)), "a ticket")
                    >> TICKET_HOME;
    if (argc > 2 && !strcmp(argv[2], "lend"))
        must(fugu_cap_grant(frame, FUGU_RIGHT_READ, SECOND_JOB | node), "a ticket for the neighbour");
    for (uint64_t page = 0; page < PAGES; page++)
        for (uint64_t word = 0; word < WORDS; word++) memory[page][word] = pattern(page, word);
    fugu_barrier();
    for (uint64_t round = 0; round < rounds; round++) {
        fugu_send(next, take, round, ~round);
        look();
        fugu_wait_until(came > round);
    }
    if (fugu_rank() != 0) {
        fugu_send(0, tell, wrong);
        return wrong != 0;
    }
    fugu_wait_until(told == fugu_ranks() - 1);
    printf("%u ranks looked %lu times, %lu things were wrong\n", (unsigned)fugu_ranks(), (unsigned long)rounds,
           (unsigned long)wrong);
    return wrong != 0;
}
