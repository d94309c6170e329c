/// What runs are given to read: standard input and files, uploaded by their digests.
@NullMarked
package org.fugu.service.input;

import org.jspecify.annotations.NullMarked;
