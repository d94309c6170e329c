package org.fugu.service.identity;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/// Fetches what an identity provider publishes: within a time, up to a size, and from nowhere else than was asked.
final class ProviderClient extends DefaultResourceRetriever {
    private static final int PATIENCE_MILLIS = 5000;
    private static final int MOST_BYTES = 256 << 10;

    ProviderClient() {
        super(PATIENCE_MILLIS, PATIENCE_MILLIS, MOST_BYTES);
    }

    @Override
    protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
        var connection = super.openHTTPConnection(url);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }
}
