/* Writes past stdio: to the console, or to files, if the program has to do with any. */
#include <errno.h>
#include <unistd.h>

#include <exos.h>

#pragma weak exos_write_file
ssize_t exos_write_file(int descriptor, const void *bytes, size_t count);

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    if (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO) {
        console_flush();
        return (ssize_t)fugu_console_write(bytes, count);
    }
    if (exos_write_file) return exos_write_file(descriptor, bytes, count);
    errno = ENOSYS;
    return -1;
}
