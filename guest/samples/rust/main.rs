//! Every rank counts primes in a part of the numbers and sends what it found to rank 0, which adds it up.
//!
//! The handler `report` runs on rank 0 for each message. What it changes are atomics, so that Rust knows the handler
//! cannot break what the rest of the program does with them.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use fugu::{println, Handler2, Memory, Refusal, Rights};

const NUMBERS: u64 = 2_000;

static REPORTED: AtomicU32 = AtomicU32::new(0);
static PRIMES: AtomicU64 = AtomicU64::new(0);
static LARGEST: AtomicU64 = AtomicU64::new(0);

extern "C" fn report(_source: u32, primes: u64, largest: u64) {
    PRIMES.fetch_add(primes, Relaxed);
    LARGEST.fetch_max(largest, Relaxed);
    REPORTED.fetch_add(1, Relaxed);
}

fn is_prime(number: &u64) -> bool {
    *number > 1 && (2..).take_while(|each| each * each <= *number).all(|each| number % each != 0)
}

/// The numbers that are this rank's: one of each so many.
fn mine() -> impl Iterator<Item = u64> {
    (u64::from(fugu::rank())..NUMBERS).step_by(fugu::ranks() as usize)
}

/// Capabilities are types: frames that are dropped are given back, and what was derived from them goes with them.
fn frames() -> Result<(), Refusal> {
    let two = Memory::of_this_rank().allocate(2)?;
    let second = two.part(1, 1)?;
    let readable = second.derive(Rights::READ)?;
    assert_eq!(readable.count()?, 1);
    assert!(!readable.rights()?.contains(Rights::WRITE));
    let refused = readable.derive(Rights::READ).unwrap_err();
    second.revoke()?;
    let gone = readable.count().unwrap_err();
    println!("{} frames; {}; {}", two.count()?, refused, gone);
    Ok(())
}

fn run() -> Result<(), Refusal> {
    let (primes, largest) = mine().filter(is_prime).fold((0, 0), |(count, _), prime| (count + 1, prime));
    fugu::send(0, report as Handler2, [primes, largest]);
    if fugu::rank() == 0 {
        fugu::wait_until(|| REPORTED.load(Relaxed) == fugu::ranks());
        let (primes, largest) = (PRIMES.load(Relaxed), LARGEST.load(Relaxed));
        println!("{} primes below {}, found by {} ranks; the largest is {}", primes, NUMBERS, fugu::ranks(), largest);
        fugu::metric("primes", primes as i64)?;
        frames()?;
    }
    fugu::barrier();
    Ok(())
}

fugu::main!(run);
