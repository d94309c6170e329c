/*
 * What C17 promises, and most of what programs take of POSIX, and this machine does not have: folders, signals, users,
 * other processes, streams of wide characters. Programs link and run; each call answers that it
 * failed, with errno ENOSYS.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include <exos.h>

#pragma GCC diagnostic ignored "-Wunused-parameter"

/* A function with its result and parameters, and what it answers. */
#define ABSENT(answer, ...)  \
    __VA_ARGS__              \
    {                        \
        errno = ENOSYS;      \
        return answer;       \
    }

/* ---- files: folders, links, descriptors that share a file; posix.c has the rest */

ABSENT(-1, int openat(int folder, const char *path, int flags, ...))
ABSENT(-1, int fcntl(int file, int command, ...))
ABSENT(-1, int dup(int file))
ABSENT(-1, int dup2(int file, int other))
ABSENT(-1, int pipe(int ends[2]))
ABSENT(-1, int lockf(int file, int command, off_t length))
ABSENT(NULL, char *ttyname(int file))
ABSENT(-1, int select(int count, fd_set *read, fd_set *write, fd_set *except, struct timeval *time))
ABSENT(-1, int pselect(int count, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time, const sigset_t *set))
ABSENT(-1, int fgetpos(FILE *restrict stream, fpos_t *restrict position))
ABSENT(-1, int fsetpos(FILE *stream, fpos_t *position))

ABSENT(-1, int fstatat(int folder, const char *restrict path, struct stat *restrict result, int flags))
ABSENT(-1, int chmod(const char *path, mode_t mode))
ABSENT(-1, int fchmod(int file, mode_t mode))
ABSENT(-1, int chown(const char *path, uid_t owner, gid_t group))
ABSENT((mode_t)-1, mode_t umask(mode_t mask))
ABSENT(-1, int link(const char *from, const char *to))
ABSENT(-1, int symlink(const char *from, const char *to))
ABSENT(-1, ssize_t readlink(const char *restrict path, char *restrict text, size_t size))
ABSENT(-1, int mkdir(const char *path, mode_t mode))
ABSENT(-1, int mkfifo(const char *path, mode_t mode))
ABSENT(-1, int rmdir(const char *path))
ABSENT(-1, int chdir(const char *path))
ABSENT(-1, int fchdir(int folder))
ABSENT(NULL, char *getcwd(char *text, size_t size))
ABSENT(NULL, char *realpath(const char *restrict path, char *restrict resolved))
ABSENT(NULL, char *mkdtemp(char *pattern))
ABSENT(-1, long pathconf(const char *path, int name))
ABSENT(-1, long fpathconf(int file, int name))

/* ---- time: nobody sets the clock, and nothing but the disk and messages wakes a program */

ABSENT(-1, int settimeofday(const struct timeval *now, const struct timezone *zone))
ABSENT(-1, int nanosleep(const struct timespec *wanted, struct timespec *left))
ABSENT(seconds, unsigned sleep(unsigned seconds))
ABSENT(-1, int usleep(useconds_t microseconds))
ABSENT(0, unsigned alarm(unsigned seconds))
ABSENT(-1, int getitimer(int which, struct itimerval *value))
ABSENT(-1, int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict old))
ABSENT(-1, int utimes(const char *path, const struct timeval times[2]))

/* ---- signals and processes: raise rests on the first two */

/* A rank is the process that it began with. Its number is in the library OS's memory: no kernel is asked. */
pid_t getpid(void)
{
    return (pid_t)(1 + fugu_boot->rank);
}

ABSENT(-1, int kill(pid_t process, int signal))
ABSENT(-1, int killpg(pid_t group, int signal))
ABSENT(-1, int pause(void))
ABSENT(-1, int sigaction(int signal, const struct sigaction *action, struct sigaction *old))
ABSENT(-1, int sigprocmask(int how, const sigset_t *set, sigset_t *old))
ABSENT(-1, int sigpending(sigset_t *set))
ABSENT(-1, int sigsuspend(const sigset_t *set))
ABSENT(ENOSYS, int sigwait(const sigset_t *set, int *signal))
ABSENT(-1, pid_t fork(void))
ABSENT(-1, pid_t vfork(void))
ABSENT(-1, int execl(const char *path, const char *argument, ...))
ABSENT(-1, int execle(const char *path, const char *argument, ...))
ABSENT(-1, int execlp(const char *file, const char *argument, ...))
ABSENT(-1, int execv(const char *path, char *const arguments[]))
ABSENT(-1, int execve(const char *path, char *const arguments[], char *const environment[]))
ABSENT(-1, int execvp(const char *file, char *const arguments[]))
ABSENT(-1, int nice(int value))
ABSENT(-1, pid_t getpgid(pid_t process))
ABSENT(-1, pid_t getsid(pid_t process))
ABSENT(-1, pid_t setsid(void))
ABSENT(-1, int setpgid(pid_t process, pid_t group))

/* POSIX lets these never fail: the program is the first process, which is root's. */
pid_t getppid(void)
{
    return 0;
}

pid_t getpgrp(void)
{
    return 1;
}

uid_t getuid(void)
{
    return 0;
}

uid_t geteuid(void)
{
    return 0;
}

gid_t getgid(void)
{
    return 0;
}

gid_t getegid(void)
{
    return 0;
}

ABSENT(-1, int setuid(uid_t user))
ABSENT(-1, int setgid(gid_t group))
ABSENT(-1, int getgroups(int size, gid_t groups[]))
ABSENT(NULL, char *getlogin(void))
ABSENT(-1, int gethostname(char *name, size_t size))
ABSENT(-1, long gethostid(void))
ABSENT(-1, long sysconf(int name))
ABSENT(0, size_t confstr(int name, char *text, size_t size))
ABSENT(-1, int getentropy(void *bytes, size_t count))

/* ---- streams and texts of wide characters */

#undef getwc
#undef putwc
#undef getwchar
#undef putwchar

ABSENT(-1, int fwide(FILE *stream, int mode))
ABSENT(WEOF, wint_t fgetwc(FILE *stream))
ABSENT(WEOF, wint_t fputwc(wchar_t character, FILE *stream))
ABSENT(WEOF, wint_t getwc(FILE *stream))
ABSENT(WEOF, wint_t putwc(wchar_t character, FILE *stream))
ABSENT(WEOF, wint_t getwchar(void))
ABSENT(WEOF, wint_t putwchar(wchar_t character))
ABSENT(WEOF, wint_t ungetwc(wint_t character, FILE *stream))
ABSENT(NULL, wchar_t *fgetws(wchar_t *restrict text, int size, FILE *restrict stream))
ABSENT(-1, int fputws(const wchar_t *restrict text, FILE *restrict stream))
ABSENT(-1, int wprintf(const wchar_t *restrict format, ...))
ABSENT(-1, int fwprintf(FILE *restrict stream, const wchar_t *restrict format, ...))
ABSENT(-1, int swprintf(wchar_t *restrict text, size_t size, const wchar_t *restrict format, ...))
ABSENT(-1, int vwprintf(const wchar_t *restrict format, va_list values))
ABSENT(-1, int vfwprintf(FILE *restrict stream, const wchar_t *restrict format, va_list values))
ABSENT(-1, int vswprintf(wchar_t *restrict text, size_t size, const wchar_t *restrict format, va_list values))
ABSENT(EOF, int wscanf(const wchar_t *restrict format, ...))
ABSENT(EOF, int fwscanf(FILE *restrict stream, const wchar_t *restrict format, ...))
ABSENT(EOF, int swscanf(const wchar_t *restrict text, const wchar_t *restrict format, ...))
ABSENT(EOF, int vwscanf(const wchar_t *restrict format, va_list values))
ABSENT(EOF, int vfwscanf(FILE *restrict stream, const wchar_t *restrict format, va_list values))
ABSENT(EOF, int vswscanf(const wchar_t *restrict text, const wchar_t *restrict format, va_list values))
ABSENT(0, size_t wcsftime(wchar_t *restrict text, size_t size, const wchar_t *restrict format, const struct tm *restrict when))

long double wcstold(const wchar_t *restrict text, wchar_t **restrict end)
{
    if (end) *end = (wchar_t *)text;
    errno = ENOSYS;
    return 0;
}

/* ---- quick_exit: nothing is kept for it */

ABSENT(-1, int at_quick_exit(void (*function)(void)))

_Noreturn void quick_exit(int code)
{
    _Exit(code);
}
