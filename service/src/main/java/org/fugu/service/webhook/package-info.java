/// Telling others over HTTP what happened in a project, signed as the Standard Webhooks specification
/// says.
///
/// A delivery is written in the transaction of its event and sent by a process of the role `web` or
/// `all`: what carries out runs needs no network. Where it may be sent to is decided by the address
/// that is really connected to.
@NullMarked
package org.fugu.service.webhook;

import org.jspecify.annotations.NullMarked;
