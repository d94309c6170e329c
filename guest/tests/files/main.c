/*
 * Files of exos: by POSIX's calls, compared with a model in memory under operations that the seed draws; and by
 * stdio. What a run leaves on its disk the next one finds: a file that is there already is read and compared.
 * The first argument says how many operations, the second `damage` spoils the disk.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <fugu/disk.h>

int clock_gettime(clockid_t clock, struct timespec *now); /* picolibc declares it for few targets */

#define FILES 6
#define MOST_BYTES 20000
#define CHECK(condition) check(condition, #condition, __LINE__)

static void check(bool holds, const char *condition, int line)
{
    if (holds) return;
    printf("line %d: %s does not hold (errno %d)\n", line, condition, errno);
    exit(1);
}

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

/* ---- the model: a file is its bytes, or there is none */

static uint8_t model[FILES][MOST_BYTES];
static int size_of[FILES];
static bool there[FILES];
static uint8_t bytes[MOST_BYTES];

static const char *name(int file)
{
    static char text[16];
    sprintf(text, "dir/file%d", file);
    return text;
}

static void compare(int file)
{
    struct stat about;
    int descriptor = open(name(file), O_RDONLY);
    CHECK((descriptor >= 0) == there[file]);
    if (descriptor < 0) {
        CHECK(errno == ENOENT);
        return;
    }
    CHECK(!fstat(descriptor, &about) && about.st_size == size_of[file]);
    CHECK(read(descriptor, bytes, MOST_BYTES) == size_of[file]);
    CHECK(!memcmp(bytes, model[file], (size_t)size_of[file]));
    CHECK(read(descriptor, bytes, 1) == 0);
    CHECK(write(descriptor, bytes, 1) == -1 && errno == EBADF);
    CHECK(!close(descriptor) && close(descriptor) == -1 && errno == EBADF);
}

static void write_some(int file)
{
    int at = (int)draw(MOST_BYTES), count = 1 + (int)draw(3000);
    if (count > MOST_BYTES - at) count = MOST_BYTES - at;
    for (int i = 0; i < count; i++) bytes[i] = (uint8_t)draw(256);
    int descriptor = open(name(file), O_RDWR | O_CREAT, 0666);
    CHECK(descriptor >= 0);
    CHECK(lseek(descriptor, at, SEEK_SET) == at);
    CHECK(write(descriptor, bytes, (size_t)count) == count);
    CHECK(!close(descriptor));
    memcpy(model[file] + at, bytes, (size_t)count);
    if (!there[file]) size_of[file] = 0;
    there[file] = true;
    if (at + count > size_of[file]) size_of[file] = at + count;
}

static void forget(int file, int from)
{
    memset(model[file] + from, 0, (size_t)(MOST_BYTES - from));
}

static void cut(int file)
{
    int to = (int)draw(MOST_BYTES);
    int done = truncate(name(file), to);
    CHECK((done == 0) == there[file]);
    if (done) return;
    if (to < size_of[file]) forget(file, to);
    size_of[file] = to;
}

static void discard(int file)
{
    CHECK((unlink(name(file)) == 0) == there[file]);
    there[file] = false;
    forget(file, 0);
}

static void move(int from, int to)
{
    char old[16];
    strcpy(old, name(from));
    CHECK((rename(old, name(to)) == 0) == there[from]);
    if (!there[from] || from == to) return;
    memcpy(model[to], model[from], MOST_BYTES);
    size_of[to] = size_of[from];
    there[to] = true;
    there[from] = false;
    forget(from, 0);
}

static void at_random(unsigned operations)
{
    for (int file = 0; file < FILES; file++) unlink(name(file));
    for (unsigned i = 0; i < operations; i++) {
        int file = (int)draw(FILES);
        switch (draw(8)) {
            case 0: discard(file); break;
            case 1: cut(file); break;
            case 2: move(file, (int)draw(FILES)); break;
            case 3: sync(); break;
            case 4: compare(file); break;
            default: write_some(file);
        }
    }
    for (int file = 0; file < FILES; file++) compare(file);
}

/* ---- stdio */

static void by_stdio(void)
{
    char line[64];
    FILE *out = fopen("notes.txt", "w");
    CHECK(out != NULL);
    for (int i = 0; i < 100; i++) CHECK(fprintf(out, "line %d of 100\n", i) > 0);
    CHECK(!fclose(out));
    CHECK((out = fopen("notes.txt", "a")) != NULL);
    CHECK(fputs("the end\n", out) >= 0 && !fclose(out));
    FILE *in = fopen("notes.txt", "r");
    CHECK(in != NULL);
    int lines = 0, number;
    while (fgets(line, sizeof line, in) && sscanf(line, "line %d of 100", &number) == 1) CHECK(number == lines++);
    CHECK(lines == 100 && !strcmp(line, "the end\n"));
    CHECK(!fgets(line, sizeof line, in) && feof(in));
    CHECK(!fseek(in, 0, SEEK_SET) && fread(line, 1, 6, in) == 6 && !memcmp(line, "line 0", 6) && ftell(in) == 6);
    CHECK(!fclose(in));
    CHECK((in = fopen("notes.txt", "r+")) != NULL);
    CHECK(!fseek(in, 5, SEEK_SET) && fputc('7', in) == '7' && !fflush(in));
    rewind(in);
    CHECK(fscanf(in, "line %d", &number) == 1 && number == 7 && !fclose(in));
    CHECK(!remove("notes.txt") && !fopen("notes.txt", "r") && errno == ENOENT);
    CHECK(!fopen("", "w") && errno == ENAMETOOLONG);
    CHECK(!mkdir("folder", 0777) || errno == ENOSYS);
}

/* A file that was removed while it was open is there until it is closed. */
static void removed_while_open(void)
{
    int descriptor = open("gone", O_RDWR | O_CREAT | O_EXCL, 0666);
    CHECK(descriptor >= 0 && write(descriptor, "still", 5) == 5);
    CHECK(open("gone", O_RDWR | O_CREAT | O_EXCL, 0666) == -1 && errno == EEXIST);
    CHECK(!unlink("gone") && access("gone", F_OK) == -1 && errno == ENOENT);
    CHECK(lseek(descriptor, 0, SEEK_SET) == 0 && read(descriptor, bytes, 10) == 5 && !memcmp(bytes, "still", 5));
    CHECK(!ftruncate(descriptor, 0) && !close(descriptor));
}

/* The date is that of the simulated machine. */
static void simulated_time(void)
{
    struct timeval now;
    struct timespec exact;
    struct tms used;
    time_t seconds = time(NULL);
    struct tm *day = gmtime(&seconds);
    CHECK(day->tm_year == 95 && day->tm_mon == 0 && day->tm_mday == 1);
    CHECK(!gettimeofday(&now, NULL) && now.tv_sec >= seconds && now.tv_sec - seconds < 60);
    CHECK(!clock_gettime(CLOCK_REALTIME, &exact) && exact.tv_sec >= now.tv_sec && exact.tv_nsec < 1000000000);
    CHECK(clock() > 0 && times(&used) >= used.tms_utime && used.tms_utime > 0);
}

/* Until the disk is full: what was written before is still there, and what is removed makes room. */
static void full(void)
{
    memset(bytes, 0xa5, sizeof bytes);
    int descriptor = open("large", O_RDWR | O_CREAT | O_TRUNC, 0666);
    CHECK(descriptor >= 0);
    ssize_t put;
    long all = 0;
    while ((put = write(descriptor, bytes, sizeof bytes)) > 0) all += put;
    CHECK(put == -1 && errno == ENOSPC && all > 100000);
    CHECK(lseek(descriptor, all - 1, SEEK_SET) == all - 1 && read(descriptor, bytes, 2) == 1 && bytes[0] == 0xa5);
    CHECK(!close(descriptor) && !unlink("large"));
    for (int file = 0; file < FILES; file++) compare(file);
}

/* What an earlier run has left. */
static bool kept(void)
{
    FILE *in = fopen("kept.txt", "r");
    int found = 0;
    if (in) CHECK(fscanf(in, "left by run %d", &found) == 1 && !fclose(in));
    FILE *out = fopen("kept.txt", "w");
    CHECK(out && fprintf(out, "left by run %d\n", found + 1) > 0 && !fclose(out));
    fugu_metric("runs_before", found);
    return found > 0;
}

/* Writes what the first file holds over the first records, past the file system. */
static void damage(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint64_t blocks = FUGU_PAGE_BYTES / (uint64_t)fugu_extent_block_bytes(fugu_boot->cap_disk);
    CHECK(!fugu_file_sync());
    CHECK(!fugu_disk_move(fugu_boot->cap_disk, 12 * blocks, blocks, frame, 0, FUGU_TRANSFER_READ));
    CHECK(!fugu_disk_move(fugu_boot->cap_disk, 4 * blocks, blocks, frame, 0, FUGU_TRANSFER_WRITE));
    puts("the disk is spoilt");
}

int main(int count, char **arguments)
{
    state = fugu_boot->seed;
    if (!fugu_boot->cap_disk) {
        CHECK(!fopen("kept.txt", "w") && errno == ENOSYS && open("kept.txt", O_RDONLY) == -1 && errno == ENOSYS);
        puts("no disk");
        return 2;
    }
    bool again = kept();
    by_stdio();
    removed_while_open();
    simulated_time();
    at_random(count > 1 ? (unsigned)atoi(arguments[1]) : 12);
    if (count > 2 && !strcmp(arguments[2], "full")) full();
    puts(again ? "files are as they should be, and were there" : "files are as they should be");
    if (count > 2 && !strcmp(arguments[2], "damage")) damage();
    return 0;
}
