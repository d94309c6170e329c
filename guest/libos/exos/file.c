/*
 * Files in an extent of the disk. Nothing of the C library but memcpy, memset and memcmp, which compilers need too.
 *
 *   page 0         the head: what this is, and how large
 *   pages 4 to 11  128 records of files, 256 bytes each: name, size, and up to 16 runs of pages
 *   pages 12 on    what files hold
 *
 * Which pages are free follows from the records, so the two cannot disagree. Records and head have a checksum; what
 * does not fit is called damaged, and nothing is written then.
 *
 * Pages go through buffers of four, the one used longest ago makes room. A file that grows takes the pages behind its
 * last run as long as these are free, else a run as long as it is itself: so it has few runs however many files grow
 * at a time.
 */
#include <string.h>

#include <exos.h>
#include <fugu/disk.h>
#include <fugu/environment.h>

#define MAGIC 0x454c494655475546 /* "FUGUFILE" */
#define VERSION 1
#define CLUSTER 4 /* pages of a buffer */
#define HEAD_CLUSTER 0
#define FIRST_RECORDS 1 /* clusters */
#define RECORD_CLUSTERS 2
#define FIRST_DATA ((FIRST_RECORDS + RECORD_CLUSTERS) * CLUSTER) /* pages */
#define FIXED (FIRST_RECORDS + RECORD_CLUSTERS) /* buffers that are always those of head and records */
#define BUFFERS (FIXED + 8)
#define MOST_RUNS 16
#define MOST_PAGES (1 << 18) /* 1 GiB */
#define MOST_OPEN_PAGES (MOST_PAGES / 8)
#define ADDRESS 0x1f000000 /* of the buffers, below the heap */
#define NOTHING UINT32_MAX

struct head {
    uint64_t magic;
    uint32_t version;
    uint32_t pages;
    uint64_t check;
};

struct run {
    uint32_t first, count;
};

struct record {
    uint64_t check; /* of what follows; 0 in a record that is free */
    uint64_t size;
    struct run runs[MOST_RUNS];
    char name[FUGU_FILE_NAME_BYTES]; /* empty once the file was removed while it was open */
    uint8_t rest[256 - 2 * 8 - MOST_RUNS * sizeof(struct run) - FUGU_FILE_NAME_BYTES];
};

_Static_assert(sizeof(struct record) * FUGU_FILE_MOST == RECORD_CLUSTERS * CLUSTER * FUGU_PAGE_BYTES, "records");

static uint32_t extent;
static uint32_t frames;
static uint32_t page_blocks; /* blocks of a page */
static uint32_t pages;
static int state = 1; /* 1 before the first use; then 0, or why it cannot be used */

static struct {
    uint32_t cluster; /* what it holds, or NOTHING */
    bool dirty;
    uint64_t used;
} buffers[BUFFERS];
static uint64_t uses;

static uint8_t taken[MOST_OPEN_PAGES]; /* a bit for each page */
static uint16_t opened[FUGU_FILE_MOST];

static uint8_t *buffer(uint32_t index)
{
    return (uint8_t *)(uintptr_t)(ADDRESS + index * CLUSTER * FUGU_PAGE_BYTES);
}

static struct record *record(int file)
{
    return (struct record *)buffer(FIRST_RECORDS) + file;
}

/* As FNV-1a does, but a double-word at a time. The low bits hear of nothing above them, so these are folded in. */
static uint64_t checksum(const void *bytes, size_t count)
{
    uint64_t sum = 0xcbf29ce484222325;
    for (size_t i = 0; i < count / 8; i++) {
        sum = (sum ^ ((const uint64_t *)bytes)[i]) * 0x100000001b3;
        sum ^= sum >> 32;
    }
    return sum ? sum : 1;
}

static uint64_t check_of(const struct record *of)
{
    return checksum(&of->size, sizeof *of - sizeof of->check);
}

/* ---- buffers */

/* The last cluster may be cut off by the end of the disk. */
static int move(uint32_t index, int way)
{
    uint32_t first = buffers[index].cluster * CLUSTER, count = pages - first < CLUSTER ? pages - first : CLUSTER;
    int64_t moved = fugu_disk_move(
        extent, (uint64_t)first * page_blocks, (uint64_t)count * page_blocks, frames, (uint64_t)index * CLUSTER, way);
    if (moved < 0) return FUGU_FILE_IO;
    buffers[index].dirty = false;
    return 0;
}

static int clean(uint32_t index)
{
    return buffers[index].dirty ? move(index, FUGU_TRANSFER_WRITE) : 0;
}

/* Answers the buffer with a cluster, which is read if need be; or an error. */
static int find(uint32_t cluster, bool read)
{
    uint32_t oldest = FIXED;
    for (uint32_t i = 0; i < BUFFERS; i++) {
        if (buffers[i].cluster == cluster) {
            buffers[i].used = ++uses;
            return (int)i;
        }
        if (i >= FIXED && buffers[i].used < buffers[oldest].used) oldest = i;
    }
    int error = clean(oldest);
    if (error) return error;
    buffers[oldest].cluster = cluster;
    buffers[oldest].used = ++uses;
    error = read ? move(oldest, FUGU_TRANSFER_READ) : 0;
    if (!error) return (int)oldest;
    buffers[oldest].cluster = NOTHING;
    return error;
}

/* ---- pages */

static bool is_taken(uint32_t page)
{
    return taken[page / 8] >> page % 8 & 1;
}

static void mark(struct run run, bool as)
{
    for (uint32_t page = run.first; page < run.first + run.count; page++)
        if (as) taken[page / 8] |= (uint8_t)(1 << page % 8);
        else taken[page / 8] &= (uint8_t)~(1 << page % 8);
}

/* The longest free run of up to so many pages, the first of those; of count 0 if the disk is full. */
static struct run free_run(uint32_t wanted)
{
    struct run best = {0, 0};
    for (uint32_t page = FIRST_DATA; page < pages && best.count < wanted;) {
        uint32_t count = 0;
        while (count < wanted && page + count < pages && !is_taken(page + count)) count++;
        if (count > best.count) best = (struct run){page, count};
        page += count + 1;
    }
    return best;
}

static uint32_t pages_of(const struct record *of)
{
    uint32_t count = 0;
    for (int i = 0; i < MOST_RUNS; i++) count += of->runs[i].count;
    return count;
}

/* One more page, at least, for a file. */
static int grow(struct record *of)
{
    int last = 0;
    while (last < MOST_RUNS && of->runs[last].count) last++;
    if (last > 0) {
        struct run *run = &of->runs[last - 1];
        uint32_t next = run->first + run->count;
        if (next < pages && !is_taken(next)) {
            mark((struct run){next, 1}, true);
            run->count++;
            return 0;
        }
    }
    if (last == MOST_RUNS) return FUGU_FILE_NO_SPACE;
    uint32_t wanted = pages_of(of);
    struct run run = free_run(wanted ? wanted : 1);
    if (!run.count) return FUGU_FILE_NO_SPACE;
    mark(run, true);
    of->runs[last] = run;
    return 0;
}

/* The page of the disk that holds a page of a file. */
static uint32_t place(const struct record *of, uint32_t page)
{
    for (int i = 0; i < MOST_RUNS; i++) {
        if (page < of->runs[i].count) return of->runs[i].first + page;
        page -= of->runs[i].count;
    }
    return NOTHING;
}

static void changed(struct record *of)
{
    of->check = check_of(of);
    buffers[FIRST_RECORDS + (uint32_t)((uint8_t *)of - buffer(FIRST_RECORDS)) / (CLUSTER * FUGU_PAGE_BYTES)].dirty = true;
}

/* Pages behind the first so many are nobody's. */
static void shrink(struct record *of, uint32_t kept)
{
    for (int i = 0; i < MOST_RUNS; i++) {
        struct run *run = &of->runs[i];
        uint32_t stays = kept < run->count ? kept : run->count;
        mark((struct run){run->first + stays, run->count - stays}, false);
        run->count = stays;
        if (!stays) run->first = 0;
        kept -= stays;
    }
}

static void drop(struct record *of)
{
    shrink(of, 0);
    memset(of, 0, sizeof *of);
    changed(of);
    of->check = 0;
}

/* ---- what the disk holds when it is first used */

static bool is_zero(const void *bytes, size_t count)
{
    for (size_t i = 0; i < count / 8; i++) if (((const uint64_t *)bytes)[i]) return false;
    return true;
}

static int damaged(const char *what)
{
    fugu_console_write("exos: the files on the disk are damaged: ", 41);
    fugu_console_write(what, strlen(what));
    fugu_console_write("\n", 1);
    return FUGU_FILE_DAMAGED;
}

static void format(void)
{
    struct head *head = (struct head *)buffer(HEAD_CLUSTER);
    head->magic = MAGIC;
    head->version = VERSION;
    head->pages = pages;
    head->check = checksum(head, offsetof(struct head, check));
    for (uint32_t i = 0; i < FIXED; i++) buffers[i].dirty = true;
}

static int look_at(struct record *of)
{
    if (!of->check) return is_zero(of, sizeof *of) ? 0 : damaged("a record that is free is not empty");
    if (of->check != check_of(of)) return damaged("the checksum of a record is wrong");
    if (of->name[FUGU_FILE_NAME_BYTES - 1]) return damaged("a name does not end");
    for (int i = 0; i < MOST_RUNS; i++) {
        struct run run = of->runs[i];
        if (!run.count) continue;
        if (run.first < FIRST_DATA || run.first >= pages || run.count > pages - run.first) {
            return damaged("a file leaves the disk");
        }
        for (uint32_t page = run.first; page < run.first + run.count; page++) {
            if (is_taken(page)) return damaged("two files have one page");
        }
        mark(run, true);
    }
    return of->size <= (uint64_t)pages_of(of) * FUGU_PAGE_BYTES ? 0 : damaged("a file is larger than its pages");
}

static int read_records(void)
{
    const struct head *head = (const struct head *)buffer(HEAD_CLUSTER);
    bool is_head = head->magic == MAGIC && head->check == checksum(head, offsetof(struct head, check));
    if (!is_head) return damaged("its head is not that of files");
    if (head->version != VERSION) return damaged("its version is another one");
    if (head->pages > pages) return damaged("it was larger");
    for (int file = 0; file < FUGU_FILE_MOST; file++) {
        int error = look_at(record(file));
        if (error) return error;
    }
    /* Removed while they were open, by a run that ended before it closed them. */
    for (int file = 0; file < FUGU_FILE_MOST; file++) {
        if (record(file)->check && !record(file)->name[0]) drop(record(file));
    }
    return 0;
}

static int begin(void)
{
    if (!exos_on_fugu()) return FUGU_FILE_NO_DISK;
    if (!extent) extent = fugu_boot->cap_disk;
    if (!extent) return FUGU_FILE_NO_DISK;
    int64_t bytes = fugu_extent_block_bytes(extent), blocks = fugu_extent_blocks(extent);
    if (bytes <= 0 || blocks <= 0) return FUGU_FILE_IO;
    page_blocks = (uint32_t)(FUGU_PAGE_BYTES / bytes);
    uint64_t all = (uint64_t)blocks / page_blocks;
    pages = all < MOST_PAGES ? (uint32_t)all : MOST_PAGES;
    if (pages <= FIRST_DATA) return FUGU_FILE_NO_SPACE;
    int64_t run = fugu_frame_allocate(fugu_boot->cap_memory, BUFFERS * CLUSTER);
    if (run < 0) return FUGU_FILE_NO_MEMORY;
    frames = (uint32_t)run;
    int64_t mapped = fugu_environment_map(0, ADDRESS, frames, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
    if (mapped < 0) return FUGU_FILE_NO_MEMORY;
    for (uint32_t i = 0; i < BUFFERS; i++) buffers[i].cluster = i < FIXED ? i : NOTHING;
    for (uint32_t i = 0; i < FIXED; i++) {
        int error = move(i, FUGU_TRANSFER_READ);
        if (error) return error;
    }
    if (!is_zero(buffer(0), FIXED * CLUSTER * FUGU_PAGE_BYTES)) return read_records();
    format();
    return 0;
}

static int ready(void)
{
    if (state == 1) state = begin();
    return state;
}

/* ---- what programs call */

void fugu_file_use(uint32_t other)
{
    extent = other;
}

static int named(const char *name)
{
    for (int file = 0; file < FUGU_FILE_MOST; file++) {
        if (record(file)->check && !strncmp(record(file)->name, name, FUGU_FILE_NAME_BYTES)) return file;
    }
    return FUGU_FILE_NO_SUCH;
}

/* A name without what means nothing here. */
static const char *plain(const char *name)
{
    while (*name == '/' || (name[0] == '.' && name[1] == '/')) name += *name == '/' ? 1 : 2;
    return name;
}

static bool is_name(const char *name)
{
    size_t length = 0;
    while (length < FUGU_FILE_NAME_BYTES && name[length]) length++;
    return length > 0 && length < FUGU_FILE_NAME_BYTES;
}

static int make(const char *name)
{
    for (int file = 0; file < FUGU_FILE_MOST; file++) {
        struct record *of = record(file);
        if (of->check) continue;
        memset(of, 0, sizeof *of);
        strncpy(of->name, name, FUGU_FILE_NAME_BYTES - 1);
        changed(of);
        return file;
    }
    return FUGU_FILE_TOO_MANY;
}

int fugu_file_open(const char *name, int how)
{
    int error = ready();
    if (error) return error;
    name = plain(name);
    if (!is_name(name)) return FUGU_FILE_BAD_NAME;
    int file = named(name);
    if (file >= 0 && how & FUGU_FILE_NEW) return FUGU_FILE_EXISTS;
    if (file == FUGU_FILE_NO_SUCH && how & (FUGU_FILE_CREATE | FUGU_FILE_NEW)) file = make(name);
    if (file >= 0) opened[file]++;
    return file;
}

static void let_go(int file)
{
    if (!opened[file] && !record(file)->name[0]) drop(record(file));
}

void fugu_file_close(int file)
{
    opened[file]--;
    let_go(file);
}

uint64_t fugu_file_size(int file)
{
    return record(file)->size;
}

const char *fugu_file_name(int file)
{
    return ready() ? "" : record(file)->name;
}

/* The bytes of a file from an offset to the end of their page; null, and why. */
static uint8_t *bytes_at(const struct record *of, uint64_t offset, bool writes, int *error)
{
    uint32_t page = place(of, (uint32_t)(offset / FUGU_PAGE_BYTES));
    int found = find(page / CLUSTER, true);
    *error = found < 0 ? found : 0;
    if (found < 0) return 0;
    if (writes) buffers[found].dirty = true;
    return buffer((uint32_t)found) + page % CLUSTER * FUGU_PAGE_BYTES + offset % FUGU_PAGE_BYTES;
}

static size_t within_page(uint64_t offset, uint64_t count)
{
    uint64_t left = FUGU_PAGE_BYTES - offset % FUGU_PAGE_BYTES;
    return (size_t)(count < left ? count : left);
}

int64_t fugu_file_read(int file, uint64_t offset, void *bytes, size_t count)
{
    const struct record *of = record(file);
    if (offset >= of->size) return 0;
    if (count > of->size - offset) count = (size_t)(of->size - offset);
    int error = 0;
    size_t done = 0;
    while (done < count) {
        size_t here = within_page(offset + done, count - done);
        const uint8_t *from = bytes_at(of, offset + done, false, &error);
        if (!from) break;
        memcpy((uint8_t *)bytes + done, from, here);
        done += here;
    }
    return done ? (int64_t)done : error;
}

/* Writes bytes, or zeros where there are none, and counts them to the file. */
static int64_t put(struct record *of, uint64_t offset, const uint8_t *bytes, uint64_t count)
{
    int error = 0;
    uint64_t done = 0;
    while (done < count) {
        size_t here = within_page(offset + done, count - done);
        uint64_t page = (offset + done) / FUGU_PAGE_BYTES;
        while (!error && pages_of(of) <= page) error = page < MOST_PAGES ? grow(of) : FUGU_FILE_NO_SPACE;
        uint8_t *to = error ? 0 : bytes_at(of, offset + done, true, &error);
        if (!to) break;
        if (bytes) memcpy(to, bytes + done, here);
        else memset(to, 0, here);
        done += here;
    }
    if (offset + done > of->size) of->size = offset + done;
    changed(of);
    return done || !error ? (int64_t)done : error;
}

/* What lies between the end of a file and an offset becomes zero. */
static int reach(struct record *of, uint64_t offset)
{
    if (offset <= of->size) return 0;
    uint64_t before = of->size;
    int64_t filled = put(of, before, 0, offset - before);
    return filled < 0 ? (int)filled : of->size == offset ? 0 : FUGU_FILE_NO_SPACE;
}

int64_t fugu_file_write(int file, uint64_t offset, const void *bytes, size_t count)
{
    int error = count ? reach(record(file), offset) : 0;
    return error ? error : put(record(file), offset, bytes, count);
}

int fugu_file_resize(int file, uint64_t bytes)
{
    struct record *of = record(file);
    if (bytes > of->size) return reach(of, bytes);
    of->size = bytes;
    shrink(of, (uint32_t)((bytes + FUGU_PAGE_BYTES - 1) / FUGU_PAGE_BYTES));
    changed(of);
    return 0;
}

int fugu_file_remove(const char *name)
{
    int error = ready();
    if (error) return error;
    int file = named(plain(name));
    if (file < 0) return file;
    memset(record(file)->name, 0, FUGU_FILE_NAME_BYTES);
    changed(record(file));
    let_go(file);
    return 0;
}

int fugu_file_rename(const char *from, const char *to)
{
    int error = ready();
    if (error) return error;
    from = plain(from);
    to = plain(to);
    int file = named(from);
    if (file < 0) return file;
    if (!is_name(to)) return FUGU_FILE_BAD_NAME;
    if (named(to) == file) return 0;
    fugu_file_remove(to);
    memset(record(file)->name, 0, FUGU_FILE_NAME_BYTES);
    strncpy(record(file)->name, to, FUGU_FILE_NAME_BYTES - 1);
    changed(record(file));
    return 0;
}

/* What files hold goes first, then the records that lead there. */
int fugu_file_sync(void)
{
    if (state) return state == 1 ? 0 : state;
    for (uint32_t i = BUFFERS; i-- > 0;) {
        int error = clean(i);
        if (error) return error;
    }
    return 0;
}
