/* The driver of the disk: waits for the end of what the kernel begins. Nothing of the C library. */
#include <exos.h>
#include <fugu/disk.h>

int64_t fugu_disk_wait(uint32_t extent)
{
    for (;;) {
        int64_t under_way = fugu_extent_under_way(extent);
        if (under_way <= 0) return under_way;
        fugu_message_wait(); /* the kernel wakes who waits for the disk, too */
    }
}

int64_t fugu_disk_move(uint32_t extent, uint64_t block, uint64_t blocks, uint32_t frames, uint64_t page, int way)
{
    int64_t number;
    while ((number = fugu_extent_transfer(extent, block, blocks, frames, page, way)) == FUGU_E_NOT_READY) {
        int64_t waited = fugu_disk_wait(extent); /* others of the rank have as many under way as there may be */
        if (waited < 0) return waited;
    }
    return number < 0 ? number : fugu_disk_wait(extent);
}
