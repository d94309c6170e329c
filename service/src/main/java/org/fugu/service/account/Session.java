package org.fugu.service.account;

/// Who the browser is signed in as.
record Session(User user) {}
