//! The node's console.
use core::fmt;

extern "C" {
    fn fugu_console_write(bytes: *const u8, count: usize) -> i64;
}

const LINE: usize = 256;

/// Collects what is written and sends it in pieces of up to 256 bytes; the rest goes out when it is dropped. It has no
/// state that others see, so a message handler may print too.
pub struct Console {
    held: [u8; LINE],
    used: usize,
}

impl Console {
    pub const fn new() -> Console {
        Console { held: [0; LINE], used: 0 }
    }

    fn flush(&mut self) {
        unsafe { fugu_console_write(self.held.as_ptr(), self.used) };
        self.used = 0;
    }
}

impl Default for Console {
    fn default() -> Console {
        Console::new()
    }
}

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for &byte in text.as_bytes() {
            if self.used == LINE {
                self.flush();
            }
            self.held[self.used] = byte;
            self.used += 1;
        }
        Ok(())
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        if self.used > 0 {
            self.flush();
        }
    }
}

#[macro_export]
macro_rules! print {
    ($($what:tt)*) => {{
        let _ = core::fmt::Write::write_fmt(&mut $crate::Console::new(), format_args!($($what)*));
    }};
}

#[macro_export]
macro_rules! println {
    () => { $crate::print!("\n") };
    ($form:literal $($rest:tt)*) => { $crate::print!("{}\n", format_args!($form $($rest)*)) };
}
