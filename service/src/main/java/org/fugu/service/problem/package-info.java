/// Refusals as RFC 9457 problem details. Every answer of 400 and above has a code and a request
/// identifier.
@NullMarked
package org.fugu.service.problem;

import org.jspecify.annotations.NullMarked;
