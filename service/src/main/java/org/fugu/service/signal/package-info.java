/// Says from process to process what has changed: that there may be work, or which run something
/// happened to. A signal carries nothing else: whoever hears one looks into the database.
@NullMarked
package org.fugu.service.signal;

import org.jspecify.annotations.NullMarked;
