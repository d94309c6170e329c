/* C++ without exceptions and run-time types: constructors before main, virtual functions, new and delete, messages. */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#include "twice.hpp"

namespace {

int constructed;

struct Early {
    int value;
    explicit Early(int given) : value(given) { constructed++; }
};

Early first(twice(21)), second(8);

struct Shape {
    virtual ~Shape() { constructed--; }
    virtual int corners() const = 0;
};

struct Square final : Shape {
    int corners() const override { return 4; }
};

template <typename T, unsigned N> struct Stack {
    T items[N];
    unsigned used = 0;
    void push(T item) { items[used++] = item; }
    T pop() { return items[--used]; }
};

struct alignas(256) Wide {
    int value = 5;
};

fugu_shared fugu_shared_barrier_t ready;
fugu_shared fugu_lock_t lock;
fugu_shared uint64_t counted;
volatile uint64_t told;

void hear(uint32_t source, uint64_t value)
{
    told = told + source + value;
}

void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", unsigned(fugu_rank()), what);
    exit(1);
}

} // namespace

int main()
{
    check(constructed == 2 && first.value == 42 && second.value == 8, "constructors did not run before main");
    Shape *shape = new Square;
    check(shape->corners() == 4, "a virtual function is another one");
    delete shape;
    check(constructed == 1, "a destructor did not run");
    int *numbers = new int[100];
    for (int i = 0; i < 100; i++) numbers[i] = i;
    check(numbers[99] == 99, "an array from the heap");
    delete[] numbers;
    Wide *wide = new Wide, *several = new Wide[3];
    check(reinterpret_cast<uintptr_t>(wide) % 256 == 0 && reinterpret_cast<uintptr_t>(several) % 256 == 0, "an aligned object from the heap");
    check(wide->value == 5 && several[2].value == 5, "an initialiser of a member");
    delete wide;
    delete[] several;
    static Early once(3);
    check(once.value == 3, "a static variable of a function");
    Stack<double, 4> stack;
    stack.push(1.5);
    check(stack.pop() == 1.5, "a template");

    fugu_lock(&lock);
    counted++;
    fugu_unlock(&lock);
    check(fugu_shared_sum(&ready, 1) == fugu_ranks() && counted == fugu_ranks(), "a count was lost");
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    fugu_send(next, hear, 100);
    fugu_wait_until(told != 0);
    check(told == 100 + (fugu_rank() + fugu_ranks() - 1) % fugu_ranks(), "a message");
    fugu_barrier();
    fugu_metric("constructed", constructed);
    if (fugu_rank() == 0) puts("C++ works.");
    return 0;
}
