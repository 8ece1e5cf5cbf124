"""A Kafka listener with TLS and SCRAM: a certificate of its own, made by the JDK's keytool, and one user."""

import subprocess
from pathlib import Path

USER, PASSWORD = "vedette", "not-a-secret"


class Secure:
    def __init__(self, folder: Path) -> None:
        self._store, self.certificate = folder / "keys.p12", folder / "certificate.pem"
        self._keytool(
            "-genkeypair", "-keyalg", "RSA", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1", "-ext", "bc=ca:true"
        )
        self._keytool("-exportcert", "-rfc", "-file", str(self.certificate))

    def properties(self, client: int, controller: int, secure: int) -> str:
        """What `server.properties` says on top: the last word on a setting counts."""
        return f"""
listeners=PLAINTEXT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller},SASL_SSL://127.0.0.1:{secure}
advertised.listeners=PLAINTEXT://127.0.0.1:{client},SASL_SSL://127.0.0.1:{secure}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
ssl.keystore.type=PKCS12
ssl.keystore.location={self._store}
ssl.keystore.password={PASSWORD}
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\\
  org.apache.kafka.common.security.scram.ScramLoginModule required;
"""

    def _keytool(self, *words: str) -> None:
        store = ("-alias", "broker", "-keystore", str(self._store), "-storetype", "PKCS12", "-storepass", PASSWORD)
        subprocess.run(["keytool", *words, *store], check=True, capture_output=True)
