/*
 * Active messages: active [operations]. Requests and their replies; all ranks asking one; puts and gets of random bytes
 * at random addresses against a model; stores that tell. By polling, and by interrupts where there are such.
 *
 * Of each rank's window every rank has a stripe, which nobody else writes; so it knows what has to be there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/active.h>

#define RANKS_MOST 16
#define STRIPE 1101
#define LARGE 8440 /* more than one piece of bulk data; double-words */
#define FLOOD 16
#define OPERATIONS 8

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
    fugu_sync_all();
    if (fugu_rank() == 0) puts(what);
}

/* ---- requests */

static volatile uint64_t asked, told, sum, from_handlers;

static void add_up(struct fugu_caller *caller, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);
static void take_sum(uint32_t source, uint64_t value, uint64_t own);
static void count(struct fugu_caller *caller);
static void tell(uint32_t source);

static void add_up(struct fugu_caller *caller, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    asked++;
    fugu_reply(caller, take_sum, a + 2 * b + 3 * c + 4 * d + 5 * e, fugu_rank());
}

static void take_sum(uint32_t source, uint64_t value, uint64_t own)
{
    told++;
    sum += value;
    if (source != own) sum = 0;
}

/* Leaves the reply to the library. */
static void count(struct fugu_caller *caller)
{
    from_handlers += caller->rank + 1;
}

static void answer_first(struct fugu_caller *caller, uint64_t half)
{
    if (half) fugu_reply(caller, tell);
    asked++;
}

static void tell(uint32_t source)
{
    (void)source;
    told++;
}

static void requests(void)
{
    uint32_t ranks = fugu_ranks();
    uint64_t wanted = 0;
    asked = told = sum = from_handlers = 0;
    for (uint32_t to = 0; to < ranks; to++) {
        fugu_request(to, add_up, to, 1, 2, 3, ~0ul);
        wanted += to + 2 + 6 + 12 - 5;
        fugu_request(to, count);
    }
    fugu_sync();
    require(told == ranks && sum == wanted, "a reply is missing, or is another one");
    fugu_sync_all();
    require(asked == ranks && from_handlers == ranks * (ranks + 1) / 2, "a request is missing, or came twice");
    fugu_barrier();
}

/* ---- memory */

static char window[RANKS_MOST][STRIPE]; /* by who writes */
static char model[RANKS_MOST][STRIPE];  /* what this rank has put into the others' */
static char buffer[STRIPE + 8];
static char large[LARGE + 8], back[LARGE + 8];

/* All ask rank 0, half of the requests with a reply, and move bytes there and back, as fast as they can. */
static void flood(void)
{
    asked = told = 0;
    fugu_barrier();
    for (unsigned i = 0; i < FLOOD; i++) {
        fugu_request(0, answer_first, i % 2);
        if (i % 8 == 3) fugu_get(0, back, large, 4000, NULL);
        if (i % 8 == 7) fugu_put(0, window[fugu_rank()], buffer, STRIPE, NULL);
    }
    fugu_sync();
    require(told == FLOOD / 2, "a reply is missing after a flood");
    fugu_sync_all();
    require(asked == (fugu_rank() == 0 ? FLOOD * fugu_ranks() : 0), "a request is missing after a flood");
    fugu_barrier();
}

static void scramble(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) bytes[i] = (char)random_below(256);
}

/* As long as random lengths ought to be: mostly short ones. */
static size_t some(size_t most)
{
    return random_below(random_below(3) ? 1 + most / 20 : most + 1);
}

static void put(uint32_t to, struct fugu_counter *counter)
{
    size_t bytes = some(STRIPE), at = random_below(STRIPE - bytes + 1);
    char *from = buffer + random_below(8);
    scramble(from, bytes < 100 ? bytes : 100);
    fugu_put(to, window[fugu_rank()] + at, from, bytes, counter);
    memcpy(model[to] + at, from, bytes);
    fugu_counter_wait(counter);
}

static void get(uint32_t to, struct fugu_counter *counter)
{
    size_t bytes = some(STRIPE), at = random_below(STRIPE - bytes + 1);
    char *into = buffer + 1 + random_below(7);
    into[-1] = 17;
    into[bytes] = 18;
    fugu_get(to, into, window[fugu_rank()] + at, bytes, counter);
    fugu_counter_wait(counter);
    require(!memcmp(into, model[to] + at, bytes), "what is got is not what was put");
    require(into[-1] == 17 && (bytes == STRIPE || into[bytes] == 18), "a get writes beside its place");
}

static void whole_windows(void)
{
    struct fugu_counter counter = {0};
    for (uint32_t to = 0; to < fugu_ranks(); to++) {
        fugu_get(to, buffer, window[fugu_rank()], STRIPE, &counter);
        fugu_counter_wait(&counter);
        require(!memcmp(buffer, model[to], STRIPE), "a put writes beside its place");
    }
}

static void memory(unsigned operations)
{
    struct fugu_counter counter = {0};
    for (unsigned i = 0; i < operations; i++) {
        uint32_t to = (uint32_t)random_below(fugu_ranks());
        if (random_below(2)) put(to, &counter);
        else get(to, &counter);
    }
    whole_windows();
    fugu_sync_all();
}

/* Double-words at any address. */
static void fill(char *bytes, uint64_t of)
{
    for (uint64_t i = 0; i < LARGE / 8; i++) {
        uint64_t word = (i + of) * 0x9e3779b97f4a7c15;
        memcpy(bytes + 8 * i, &word, 8);
    }
}

static bool is_filled(const char *bytes, uint64_t of)
{
    for (uint64_t i = 0; i < LARGE / 8; i++) {
        uint64_t word;
        memcpy(&word, bytes + 8 * i, 8);
        if (word != (i + of) * 0x9e3779b97f4a7c15) return false;
    }
    return true;
}

/* Several at a time, without waiting in between, and more than one piece. */
static void at_once(void)
{
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    struct fugu_counter puts = {0}, gets = {0};
    fill(large, fugu_rank());
    fugu_barrier();
    fugu_get(next, back + 5, large, 500, &gets);
    fugu_get(next, back + 505, large + 500, 3501, &gets);
    fugu_get(next, back + 4006, large + 4001, LARGE - 4001, NULL);
    fugu_counter_wait(&gets);
    fugu_sync();
    require(is_filled(back + 5, next), "one of several gets is wrong");
    fugu_barrier();
    fugu_put(next, large + 1, back + 5, LARGE, &puts);
    fugu_put(next, large, back + 4, 0, &puts);
    fugu_counter_wait(&puts);
    fugu_sync_all();
    require(is_filled(large + 1, fugu_rank()), "one of several puts is wrong");
    fugu_barrier();
}

/* ---- stores, also to variables that all share */

static volatile uint64_t arrived;
static fugu_shared char shared[RANKS_MOST][200];

static void stores(void)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    arrived = 0;
    fugu_barrier();
    memset(large, (int)rank + 1, 700);
    for (uint32_t i = 1; i <= ranks; i++) {
        uint32_t to = (rank + i) % ranks;
        fugu_store(to, window[rank] + 3, large, 700 + rank, NULL, &arrived);
        fugu_store(to, shared[rank], large, 100, NULL, &arrived);
    }
    fugu_active_wait_until(arrived == ranks * 800 + ranks * (ranks - 1) / 2);
    for (uint32_t i = 0; i < ranks; i++)
        require(window[i][3] == (char)(i + 1) && window[i][702] == (char)(i + 1),
            "a store is not there when it says so");
    fugu_sync_all();
    for (uint32_t i = 0; i < ranks; i++)
        require(shared[i][99] == (char)(i + 1), "a store to a shared variable is lost");
    fugu_barrier();
}

static void ask_again(struct fugu_caller *caller)
{
    fugu_request(caller->rank, count);
}

static void reply_again(struct fugu_caller *caller)
{
    fugu_reply(caller, tell);
    fugu_reply(caller, tell);
}

/* What may not be done; each ends the job. */
static void misuse(const char *what)
{
    if (!strcmp(what, "ask")) fugu_request(0, ask_again);
    if (!strcmp(what, "twice")) fugu_request(0, reply_again);
    if (!strcmp(what, "nobody")) fugu_request(fugu_ranks(), count);
    fugu_sync();
    puts("nothing happened");
    exit(1);
}

int main(int argc, char **argv)
{
    require(fugu_ranks() <= RANKS_MOST, "at most 16 ranks");
    unsigned operations = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : OPERATIONS;
    random_state = fugu_boot->seed;
    if (argc > 2) misuse(argv[2]);
    requests();
    if (fugu_interrupts_enable()) requests();
    say("requests are answered, one for one");
    flood();
    fugu_interrupts_disable();
    fugu_sync_all();
    flood();
    say("every credit comes back, whatever is asked of one rank");
    memory(operations - operations / 2);
    at_once();
    fugu_interrupts_enable();
    memory(operations / 2);
    say("bytes go and come as a model says");
    stores();
    say("stores tell whom they reach");
    return 0;
}
