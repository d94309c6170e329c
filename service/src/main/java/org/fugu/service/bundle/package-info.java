/// Uploaded bundles by identity, seen only by those who uploaded them.
@NullMarked
package org.fugu.service.bundle;

import org.jspecify.annotations.NullMarked;
