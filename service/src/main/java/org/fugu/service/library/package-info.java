/// The shelf of library OSes: bundles that their owners published as `name@version`, for themselves, for
/// users that they name or for everybody, and that runs are bound to.
@NullMarked
package org.fugu.service.library;

import org.jspecify.annotations.NullMarked;
