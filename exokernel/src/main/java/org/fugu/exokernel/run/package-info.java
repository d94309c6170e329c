/// The exokernel: it protects the resources of a simulated machine and leaves every policy to the
/// library OS.
///
/// Someone who only wants to run a program needs [Exokernel#run], a [RunRequest] and a [RunReport].
@NullMarked
package org.fugu.exokernel.run;

import org.jspecify.annotations.NullMarked;
