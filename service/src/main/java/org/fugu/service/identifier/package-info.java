/// Names for stored things: a prefix that says what it is, and 100 random bits that say nothing. And secrets that are
/// given out, of which a hash is stored.
@NullMarked
package org.fugu.service.identifier;

import org.jspecify.annotations.NullMarked;
