/*
 * Integrals by many ranks, in C++20: each rank sums its part of the steps, and its sum goes to rank 0 in a message.
 *
 * The handler of the message is a lambda without captures: it runs on another rank, with the variables of that one.
 * There are no exceptions, no typeid and no library of C++; the rest of the language is there.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#include "send.hpp"

namespace {

/* What rank 0 hears. Constructed before main, on every rank. */
class Total {
public:
    constexpr Total() = default;

    void add(double part)
    {
        sum_ = sum_ + part;
        heard_ = heard_ + 1;
    }

    /* Waits for every rank, and begins anew. */
    double take()
    {
        fugu_wait_until(heard_ == fugu_ranks());
        heard_ = 0;
        double sum = sum_;
        sum_ = 0;
        return sum;
    }

private:
    volatile double sum_ = 0;
    volatile uint32_t heard_ = 0;
};

Total total;

struct Interval {
    double from, to;

    constexpr double at(uint32_t step, uint32_t steps) const { return from + (to - from) * (step + 0.5) / steps; }
    constexpr double width(uint32_t steps) const { return (to - from) / steps; }
};

static_assert(Interval{0, 2}.at(0, 1) == 1);

/* This rank's part of an integral, by the midpoint rule. */
template <typename Function> double part(Interval over, uint32_t steps, Function function)
{
    double sum = 0;
    for (uint32_t step = fugu_rank(); step < steps; step += fugu_ranks()) sum += function(over.at(step, steps));
    return sum * over.width(steps);
}

/* All ranks call it; rank 0 says what came of it. */
template <typename Function> void integrate(const char *name, Interval over, Function function)
{
    constexpr uint32_t steps = 400;
    send(0, +[](uint32_t, double part) { total.add(part); }, part(over, steps, function));
    if (fugu_rank() == 0) printf("%s from %g to %g: %.4f\n", name, over.from, over.to, total.take());
    fugu_barrier();
}

} // namespace

int main()
{
    fugu_barrier();
    integrate("x squared", {0, 3}, [](double x) { return x * x; });
    integrate("4 / (1 + x squared)", {0, 1}, [](double x) { return 4 / (1 + x * x); });
    double slope = 2;
    integrate("2 x + 1", {-1, 1}, [slope](double x) { return slope * x + 1; });
    return 0;
}
