/* The sun and its four large planets pull each other: double precision with square roots and divisions. */
#include "../perf.h"

#define BODIES 5
#define STEPS 1000
#define STEP 0.01

typedef struct {
    double x[3], v[3], mass;
} body_t;

static body_t bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 39.47841760435743},
    {{4.84143144246472090, -1.16032004402742839, -0.103622044471123109}, {0.606326392995832, 2.81198684491626, -0.0252183616598876}, 0.0376936749},
    {{8.34336671824457987, 4.12479856412430479, -0.403523417114321381}, {-1.01077434617879, 1.82566237123041, 0.00841576137658415}, 0.0112863261},
    {{12.8943695621391310, -15.1111514016986312, -0.223307578892655734}, {1.08279100644154, 0.868713018169608, -0.0108326374013636}, 0.0017237240},
    {{15.3796971148509165, -25.9193146099879641, 0.179258772950371181}, {0.979090732243898, 0.594698998647676, -0.0347559555038208}, 0.0020336868}};

static void step(void)
{
    for (int i = 0; i < BODIES; i++) {
        for (int j = i + 1; j < BODIES; j++) {
            body_t *a = &bodies[i], *b = &bodies[j];
            double d[3], square = 0;
            for (int k = 0; k < 3; k++) {
                d[k] = a->x[k] - b->x[k];
                square += d[k] * d[k];
            }
            double pull = STEP / (square * __builtin_sqrt(square));
            for (int k = 0; k < 3; k++) {
                a->v[k] -= d[k] * b->mass * pull;
                b->v[k] += d[k] * a->mass * pull;
            }
        }
    }
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++) bodies[i].x[k] += STEP * bodies[i].v[k];
}

static uint64_t work(uint64_t round)
{
    for (int i = 0; i < STEPS; i++) step();
    uint64_t sum = round;
    for (int i = 0; i < BODIES; i++) {
        for (int k = 0; k < 3; k++) {
            union { double real; uint64_t bits; } value = {bodies[i].x[k]};
            sum = mix(sum, value.bits);
        }
    }
    return sum;
}
