/// Users, sign-in, API keys. A password or a token is stored only as a hash; a token is shown once.
@NullMarked
package org.fugu.service.account;

import org.jspecify.annotations.NullMarked;
