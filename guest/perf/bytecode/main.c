/* An interpreter of bytecode, one switch in a loop: it counts the steps of Collatz's sequences. */
#include "../perf.h"

#define BEGINNINGS 120
#define STACK 8

typedef enum { LOAD, STORE, NUMBER, ADD, MULTIPLY, HALVE, IS_ODD, IS_SAME, JUMP, JUMP_UNLESS, STOP } operation_t;

typedef struct {
    operation_t operation;
    uint32_t operand;
} instruction_t;

enum { FROM, END, AT, STEPS, VARIABLES };

static const instruction_t code[] = {
    /*  0 */ {LOAD, FROM}, {LOAD, END}, {IS_SAME}, {JUMP_UNLESS, 5}, {STOP},
    /*  5 */ {LOAD, FROM}, {STORE, AT}, {NUMBER, 1}, {LOAD, FROM}, {ADD}, {STORE, FROM},
    /* 11 */ {LOAD, AT}, {NUMBER, 1}, {IS_SAME}, {JUMP_UNLESS, 16}, {JUMP, 0},
    /* 16 */ {NUMBER, 1}, {LOAD, STEPS}, {ADD}, {STORE, STEPS}, {LOAD, AT}, {IS_ODD}, {JUMP_UNLESS, 30},
    /* 23 */ {LOAD, AT}, {NUMBER, 3}, {MULTIPLY}, {NUMBER, 1}, {ADD}, {STORE, AT}, {JUMP, 11},
    /* 30 */ {LOAD, AT}, {HALVE}, {STORE, AT}, {JUMP, 11}};

static uint64_t interpret(uint64_t from, uint64_t end)
{
    uint64_t stack[STACK], variables[VARIABLES] = {from, end, 0, 0}, *top = stack;
    for (const instruction_t *next = code;; next++) {
        switch (next->operation) {
        case LOAD: *top++ = variables[next->operand]; break;
        case STORE: variables[next->operand] = *--top; break;
        case NUMBER: *top++ = next->operand; break;
        case ADD: top--, top[-1] += top[0]; break;
        case MULTIPLY: top--, top[-1] *= top[0]; break;
        case HALVE: top[-1] /= 2; break;
        case IS_ODD: top[-1] %= 2; break;
        case IS_SAME: top--, top[-1] = top[-1] == top[0]; break;
        case JUMP: next = &code[next->operand] - 1; break;
        case JUMP_UNLESS:
            if (!*--top) next = &code[next->operand] - 1;
            break;
        case STOP: return variables[STEPS];
        }
    }
}

static uint64_t work(uint64_t round)
{
    uint64_t from = 1 + round % 1000;
    return interpret(from, from + BEGINNINGS);
}
