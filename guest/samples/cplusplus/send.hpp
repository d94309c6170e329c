/* fugu_send with types: operands are what the handler has parameters for, of up to 64 bits each. */
#pragma once
#include <fugu/fugu.h>

/* How a message carries it. */
template <typename T> uint64_t word_of(T value)
{
    static_assert(sizeof(T) <= sizeof(uint64_t));
    uint64_t word = 0;
    __builtin_memcpy(&word, &value, sizeof value);
    return word;
}

template <typename T> T from_word(uint64_t word)
{
    T value;
    __builtin_memcpy(&value, &word, sizeof value);
    return value;
}

/* What the machine calls: words. The function that they are for comes first. */
template <typename... Operands> struct Call {
    template <typename> using Word = uint64_t;

    static void handle(uint32_t source, uint64_t handler, Word<Operands>... words)
    {
        reinterpret_cast<void (*)(uint32_t, Operands...)>(handler)(source, from_word<Operands>(words)...);
    }
};

template <typename... Operands, typename... Given>
void send(uint32_t rank, void (*handler)(uint32_t, Operands...), Given... given)
{
    static_assert(sizeof...(Operands) == sizeof...(Given), "one operand for each parameter of the handler");
    static_assert(sizeof...(Operands) < FUGU_OPERANDS, "the handler itself is an operand");
    fugu_send(rank, &Call<Operands...>::handle, reinterpret_cast<uint64_t>(handler), word_of(Operands(given))...);
}
