/// Which threads requests are answered in.
@NullMarked
package org.fugu.service.request;

import org.jspecify.annotations.NullMarked;
