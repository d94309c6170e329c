/*
 * POSIX's calls about files, over file.c: what picolibc's stdio rests on, so that fopen and its kin work. What the run
 * was given to read is there too, and goes before files of the same names: it can be read and not be changed. Without
 * either each fails with ENOSYS. Descriptors 1 and 2 are the console, and 0 is the standard input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <exos.h>
#include <fugu/disk.h>
#include <fugu/input.h>

#define FIRST 3 /* descriptors before are the standard streams */
#define MOST 32

static struct {
    bool open;
    int flags;
    int file;
    int input; /* its number, or 0 for a file of the disk */
    uint64_t size; /* of an input */
    off_t offset;
} table[MOST];

static int fail(int error)
{
    errno = error;
    return -1;
}

/* errno for what file.c answers. */
static int refused(int64_t answer)
{
    switch (answer) {
        case FUGU_FILE_NO_DISK: return fail(ENOSYS);
        case FUGU_FILE_NO_SPACE: return fail(ENOSPC);
        case FUGU_FILE_NO_SUCH: return fail(ENOENT);
        case FUGU_FILE_EXISTS: return fail(EEXIST);
        case FUGU_FILE_BAD_NAME: return fail(ENAMETOOLONG);
        case FUGU_FILE_TOO_MANY: return fail(ENFILE);
        case FUGU_FILE_NO_MEMORY: return fail(ENOMEM);
        default: return fail(EIO);
    }
}

static void sync_at_exit(void)
{
    fugu_file_sync();
}

/* Whether there is anything that could be a file. */
static bool has_files(void)
{
    return fugu_boot->cap_disk || fugu_boot->cap_input;
}

/* The row of a descriptor that is open, or -1. */
static int row(int descriptor)
{
    if (!has_files()) return fail(ENOSYS);
    int at = descriptor - FIRST;
    return at >= 0 && at < MOST && table[at].open ? at : fail(EBADF);
}

/* The row of a file of the disk. */
static int disk_row(int descriptor)
{
    int at = row(descriptor);
    return at >= 0 && table[at].input ? fail(EROFS) : at;
}

/* A descriptor for an input; or -1 if nobody can have it so. */
static int open_input(int free, int input, uint64_t size, int flags)
{
    if (flags & O_CREAT && flags & O_EXCL) return fail(EEXIST);
    if ((flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC) return fail(EROFS);
    table[free].open = true;
    table[free].flags = flags;
    table[free].input = input;
    table[free].size = size;
    table[free].offset = 0;
    return FIRST + free;
}

static uint64_t size_of(int at)
{
    return table[at].input ? table[at].size : fugu_file_size(table[at].file);
}

int open(const char *path, int flags, ...)
{
    static bool registered;
    int free = 0;
    while (free < MOST && table[free].open) free++;
    if (free == MOST) return fail(EMFILE);
    uint64_t size;
    int input = fugu_input_find(path, &size);
    if (input >= 0) return open_input(free, input, size, flags);
    if (!fugu_boot->cap_disk && fugu_boot->cap_input) return fail(flags & O_CREAT ? EROFS : ENOENT);
    int how = flags & O_CREAT ? flags & O_EXCL ? FUGU_FILE_NEW : FUGU_FILE_CREATE : 0;
    int file = fugu_file_open(path, how);
    if (file < 0) return refused(file);
    if (!registered) registered = !atexit(sync_at_exit);
    int error = flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY ? fugu_file_resize(file, 0) : 0;
    if (error) {
        fugu_file_close(file);
        return refused(error);
    }
    table[free].open = true;
    table[free].flags = flags;
    table[free].file = file;
    table[free].input = 0;
    table[free].offset = 0;
    return FIRST + free;
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int descriptor)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    table[at].open = false;
    if (!table[at].input) fugu_file_close(table[at].file);
    return 0;
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    if ((table[at].flags & O_ACCMODE) == O_WRONLY) return fail(EBADF);
    if (offset < 0) return fail(EINVAL);
    if (table[at].input) {
        int64_t read = fugu_input_read(table[at].input, (uint64_t)offset, bytes, count);
        return read < 0 ? fail(EIO) : (ssize_t)read;
    }
    int64_t got = fugu_file_read(table[at].file, (uint64_t)offset, bytes, count);
    return got < 0 ? refused(got) : (ssize_t)got;
}

ssize_t read(int descriptor, void *bytes, size_t count)
{
    if (descriptor == STDIN_FILENO && has_files()) return (ssize_t)fugu_input_next(bytes, count);
    int at = row(descriptor);
    if (at < 0) return -1;
    ssize_t got = pread(descriptor, bytes, count, table[at].offset);
    if (got > 0) table[at].offset += got;
    return got;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    if ((table[at].flags & O_ACCMODE) == O_RDONLY) return fail(EBADF);
    if (offset < 0) return fail(EINVAL);
    int64_t put = fugu_file_write(table[at].file, (uint64_t)offset, bytes, count);
    return put < 0 ? refused(put) : (ssize_t)put;
}

/* What write (write.c) does with descriptors that are not the console's. */
ssize_t exos_write_file(int descriptor, const void *bytes, size_t count)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    if (table[at].flags & O_APPEND) table[at].offset = (off_t)size_of(at);
    ssize_t put = pwrite(descriptor, bytes, count, table[at].offset);
    if (put > 0) table[at].offset += put;
    return put;
}

off_t lseek(int descriptor, off_t offset, int from)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    off_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? table[at].offset : (off_t)size_of(at);
    if ((from != SEEK_SET && from != SEEK_CUR && from != SEEK_END) || base + offset < 0) return fail(EINVAL);
    return table[at].offset = base + offset;
}

int isatty(int descriptor)
{
    if (descriptor >= 0 && descriptor < FIRST) return 1;
    return row(descriptor) < 0 ? 0 : (errno = ENOTTY, 0);
}

static void describe_input(int input, uint64_t size, struct stat *result)
{
    memset(result, 0, sizeof *result);
    result->st_ino = (ino_t)(1 + FUGU_FILE_MOST + input);
    result->st_mode = S_IFREG | 0444;
    result->st_nlink = 1;
    result->st_size = (off_t)size;
    result->st_blksize = FUGU_PAGE_BYTES;
    result->st_blocks = (blkcnt_t)((size + 511) / 512);
}

static void describe(int file, struct stat *result)
{
    memset(result, 0, sizeof *result);
    result->st_ino = (ino_t)(1 + file);
    result->st_mode = S_IFREG | 0666;
    result->st_nlink = fugu_file_name(file)[0] ? 1 : 0;
    result->st_size = (off_t)fugu_file_size(file);
    result->st_blksize = FUGU_PAGE_BYTES;
    result->st_blocks = (blkcnt_t)((fugu_file_size(file) + 511) / 512);
}

int fstat(int descriptor, struct stat *result)
{
    if (descriptor >= 0 && descriptor < FIRST && has_files()) {
        memset(result, 0, sizeof *result);
        result->st_mode = S_IFCHR | 0666;
        return 0;
    }
    int at = row(descriptor);
    if (at < 0) return -1;
    if (table[at].input) describe_input(table[at].input, table[at].size, result);
    else describe(table[at].file, result);
    return 0;
}

int stat(const char *restrict path, struct stat *restrict result)
{
    uint64_t size;
    int input = fugu_input_find(path, &size);
    if (input >= 0) return describe_input(input, size, result), 0;
    if (!fugu_boot->cap_disk && fugu_boot->cap_input) return fail(ENOENT);
    int file = fugu_file_open(path, 0);
    if (file < 0) return refused(file);
    describe(file, result);
    fugu_file_close(file);
    return 0;
}

/* Everybody may do everything with each file that there is, but for writing to an input. */
int access(const char *path, int mode)
{
    struct stat result;
    if (stat(path, &result)) return -1;
    return mode & W_OK && !(result.st_mode & S_IWUSR) ? fail(EROFS) : 0;
}

int unlink(const char *path)
{
    if (fugu_input_find(path, NULL) >= 0) return fail(EROFS);
    int error = fugu_file_remove(path);
    return error ? refused(error) : 0;
}

int rename(const char *from, const char *to)
{
    if (fugu_input_find(from, NULL) >= 0 || fugu_input_find(to, NULL) >= 0) return fail(EROFS);
    int error = fugu_file_rename(from, to);
    return error ? refused(error) : 0;
}

int ftruncate(int descriptor, off_t bytes)
{
    int at = disk_row(descriptor);
    if (at < 0) return -1;
    if ((table[at].flags & O_ACCMODE) == O_RDONLY || bytes < 0) return fail(EINVAL);
    int error = fugu_file_resize(table[at].file, (uint64_t)bytes);
    return error ? refused(error) : 0;
}

int truncate(const char *path, off_t bytes)
{
    if (bytes < 0) return fail(EINVAL);
    if (fugu_input_find(path, NULL) >= 0) return fail(EROFS);
    int file = fugu_file_open(path, 0);
    if (file < 0) return refused(file);
    int error = fugu_file_resize(file, (uint64_t)bytes);
    fugu_file_close(file);
    return error ? refused(error) : 0;
}

int fsync(int descriptor)
{
    int at = row(descriptor);
    if (at < 0) return -1;
    if (table[at].input) return 0;
    int error = fugu_file_sync();
    return error ? refused(error) : 0;
}

int fdatasync(int descriptor)
{
    return fsync(descriptor);
}

void sync(void)
{
    fugu_file_sync();
}
