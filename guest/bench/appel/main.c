/* The suite of Appel and Li; see appel.h. */
#include "../appel.h"

int main(void)
{
    return appel_suite() ? 0 : 1;
}
