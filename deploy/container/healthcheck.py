"""Is this container's process well? `healthcheck.py [PORT]`: exit code 0 where it answers, 1 with a line why not.

Without a port: the metrics of `vedette monitor`, read to their end. With one: somebody accepts connections there (a
Beam worker pool). `vedette deliver` and `vedette stream` end when something is wrong: they need no check but a restart.
"""

import os
import socket
import sys
import urllib.request

SECONDS = 5
NAME = b"vedette_feeds "  # a gauge that every running monitor has


def unwell(port: int | None) -> str:
    """Why the process is not well; "" where it is."""
    try:
        if port is not None:
            socket.create_connection(("127.0.0.1", port), SECONDS).close()
            return ""
        url = f"http://127.0.0.1:{os.environ.get('VEDETTE_METRICS_PORT', '9464')}/metrics"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever the feeds are asked through
        with direct.open(url, timeout=SECONDS) as answer:
            return "" if NAME in answer.read(1 << 20) else f"{url} does not show the metrics of a monitor"
    except (OSError, ValueError) as error:
        return f"no answer: {error}"


if __name__ == "__main__":
    why = unwell(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    if why:
        sys.exit(why)
