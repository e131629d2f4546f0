"""What clients of tests know of TLS."""

import ssl

# Nobody here speaks it, and to read whom one might trust takes 30 ms for each client.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
