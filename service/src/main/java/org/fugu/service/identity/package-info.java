/// Identity providers that the configuration names: what they say of themselves, and the keys that they sign with.
@NullMarked
package org.fugu.service.identity;

import org.jspecify.annotations.NullMarked;
