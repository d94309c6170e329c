/// How many requests a second are answered, for each user and each address.
@NullMarked
package org.fugu.service.rate;

import org.jspecify.annotations.NullMarked;
