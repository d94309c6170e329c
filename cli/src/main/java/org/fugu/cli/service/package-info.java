/// Everything that is asked of a running service, over HTTP.
@NullMarked
package org.fugu.cli.service;

import org.jspecify.annotations.NullMarked;
