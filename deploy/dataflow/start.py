"""The workers' first process: fetches the store's password, and becomes Beam's own start.

Dataflow gives its workers no environment variables, and shows a job's options to whoever may see the job: so the image
has the secret's name, and its own account may read that secret (README.md).
"""

import base64
import json
import os
import sys
import urllib.request
from typing import Any

METADATA = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
SECRETS = "https://secretmanager.googleapis.com/v1/"
SECONDS = 20
LARGEST = 1 << 20


def password(secret: str, *, metadata: str = METADATA, secrets: str = SECRETS) -> str:
    """What `secret` (projects/P/secrets/NAME/versions/V) holds, read as this machine's account. Raises OSError."""
    token = _json(metadata, {"Metadata-Flavor": "Google"})["access_token"]
    held = _json(f"{secrets}{secret}:access", {"Authorization": f"Bearer {token}"})
    return base64.b64decode(held["payload"]["data"]).decode().rstrip("\n")


def prepare() -> None:
    """Set PGPASSWORD, where the image names a secret and nobody has set it already."""
    secret = os.environ.get("VEDETTE_STORE_LOGIN", "")
    if secret and not os.environ.get("PGPASSWORD"):
        try:
            os.environ["PGPASSWORD"] = password(secret)
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"the secret {secret} cannot be read ({error!r}): may the workers' account access it?")


def _json(url: str, headers: dict[str, str]) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:
        return json.loads(answer.read(LARGEST))


if __name__ == "__main__":
    prepare()
    os.execvp(sys.argv[1], sys.argv[1:])
