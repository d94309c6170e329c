// What the code of a Rust compiler calls: picolibc has the functions for memory, and libgcc those for wide numbers. So
// this crate, which older compilers ask for, is empty.
#![feature(compiler_builtins)]
#![compiler_builtins]
#![no_std]
