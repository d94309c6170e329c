/* Step 4: a heap that grows by page faults, and print. The program sorts numbers in a tree. */
#include "../heap.h"
#include "../print.h"

struct node {
    struct node *left, *right;
    uint64_t number;
};

static void insert(struct node **tree, uint64_t number)
{
    while (*tree) tree = number < (*tree)->number ? &(*tree)->left : &(*tree)->right;
    struct node *node = allocate(sizeof *node);
    if (!node) finish(1);
    node->left = node->right = 0;
    node->number = number;
    *tree = node;
}

/* Gives the tree back from the least number on. Answers how many there were, or ends if one is out of order. */
static uint64_t empty(struct node *tree, uint64_t *last)
{
    if (!tree) return 0;
    uint64_t count = empty(tree->left, last);
    if (tree->number < *last) finish(2);
    *last = tree->number;
    count += empty(tree->right, last);
    give_back(tree, sizeof *tree);
    return count + 1;
}

int step(const struct fugu_boot_record *boot)
{
    uint32_t console = boot->cap_console;
    start_pages(boot);
    for (unsigned round = 1; round <= 2; round++) {
        struct node *tree = 0;
        uint64_t number = boot->rank + 1, last = 0, before = TABLE->faults;
        for (int i = 0; i < 500; i++) insert(&tree, number = number * 75 % 65537);
        uint64_t count = empty(tree, &last);
        print(console, "round %u: %u numbers up to 0x%x in order, %u page faults\n", round, (unsigned)count,
              (unsigned)last, (unsigned)(TABLE->faults - before));
    }
    print(console, "a text: %s; a character: %c; a sign: %%\n", "heap", '!');
    return 0;
}
