/// Whether runs are still the same runs: verifications that somebody asks for, the nightly audit, and the incidents
/// that either finds.
@NullMarked
package org.fugu.service.verification;

import org.jspecify.annotations.NullMarked;
