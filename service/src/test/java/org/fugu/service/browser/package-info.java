/// What somebody with a browser meets: the dashboard as the service serves it, in a real Chromium.
@NullMarked
package org.fugu.service.browser;

import org.jspecify.annotations.NullMarked;
