/* Every rank says where it is. */
#include <stdio.h>

#include <fugu/fugu.h>

int main(void)
{
    printf("Hello from rank %u of %u, node %u of a %ux%u mesh.\n", (unsigned)fugu_rank(), (unsigned)fugu_ranks(),
           (unsigned)fugu_boot->node, (unsigned)fugu_boot->mesh_columns, (unsigned)fugu_boot->mesh_rows);
    fugu_barrier(); /* the job ends with rank 0: let everybody finish first */
    return 0;
}
