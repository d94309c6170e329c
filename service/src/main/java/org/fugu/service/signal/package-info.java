/// Says from process to process that there may be work. A signal carries nothing: whoever hears one
/// looks into the database.
@NullMarked
package org.fugu.service.signal;

import org.jspecify.annotations.NullMarked;
