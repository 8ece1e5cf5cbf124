"""A real Apache Kafka for tests: KRaft, one node or a cluster, on free ports of this machine, stopped by process id.

with Kafka(brokers=3) as kafka:
    kafka.kill(1)              # kill -9; `start(1)` brings it back with what is on its disk
    kafka.bootstrap            # "127.0.0.1:…,127.0.0.1:…"
"""

import atexit
import base64
import contextlib
import functools
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tests.integration.servers import jars
from tests.integration.servers.kafka_secure import PASSWORD, USER, Secure
from tests.integration.servers.ports import answers, free_ports

VERSION = "4.3.1"
ARTIFACTS = (
    f"org.apache.kafka:kafka_2.13:{VERSION}",
    f"org.apache.kafka:kafka-tools:{VERSION}",
    "org.slf4j:slf4j-simple:1.7.36",
)
_HEAP = "-Xmx400m"
_SECONDS = 300  # a busy machine; usually it takes less than five


class Kafka:
    """A running cluster. Brokers are numbered from 0. `secure`: they also listen with TLS and SCRAM."""

    def __init__(self, brokers: int = 1, *, secure: bool = False) -> None:
        self._lib = jars.fetch("kafka", ARTIFACTS)
        self._folder = Path(tempfile.mkdtemp(prefix="vedette-kafka-"))
        self._ports = free_ports(3 * brokers)
        self._secure = Secure(self._folder) if secure else None
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        atexit.register(self.stop)
        try:
            self._format(brokers)
            for broker in range(brokers):
                self.start(broker, wait=False)
            self.wait()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def bootstrap(self) -> str:
        return ",".join(f"127.0.0.1:{port}" for port in self._ports[::3])

    @property
    def secure_bootstrap(self) -> str:
        return ",".join(f"127.0.0.1:{port}" for port in self._ports[2::3])

    @property
    def certificate(self) -> Path:
        """What a client of `secure_bootstrap` trusts; it logs in as USER with PASSWORD."""
        assert self._secure is not None
        return self._secure.certificate

    def start(self, broker: int, *, wait: bool = True) -> None:
        with (self._folder / f"{broker}.log").open("ab") as log:
            command = self._java(_HEAP, "kafka.Kafka", str(self._settings(broker)))
            self._processes[broker] = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        if wait:
            self.wait()

    def kill(self, broker: int) -> None:
        """`kill -9`: no goodbye to anyone."""
        process = self._processes.pop(broker)
        process.kill()
        process.wait()

    def pause(self, broker: int) -> None:
        """It answers nobody any more, and its connections stay open: what a cut line looks like."""
        self._processes[broker].send_signal(signal.SIGSTOP)

    def resume(self, broker: int) -> None:
        self._processes[broker].send_signal(signal.SIGCONT)

    def wait(self) -> None:
        """Until every broker that was started has registered and answers."""
        until = time.monotonic() + _SECONDS
        while not self._up():
            dead = next((b for b, process in self._processes.items() if process.poll() is not None), None)
            if dead is not None or time.monotonic() > until:
                log = (self._folder / f"{dead or 0}.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"Kafka does not come up:\n{log[-4000:]}")
            time.sleep(0.2)

    def tool(self, name: str, *arguments: str, seconds: float = 60) -> str:
        """What one of Kafka's own command-line programs prints, such as `org.apache.kafka.tools.TopicCommand`."""
        command = self._java("-Xmx128m", name, "--bootstrap-server", self.bootstrap, *arguments)
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

    def stop(self) -> None:
        """End the processes that this object started, by their ids."""
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGCONT)  # one that is paused
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _up(self) -> bool:
        if any(not answers(self._ports[3 * broker]) for broker in self._processes):
            return False
        try:
            with contextlib.closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
                registered = admin.describe_cluster()["brokers"]
        except KafkaError:
            return False
        return len(registered) >= len(self._processes)

    def _format(self, brokers: int) -> None:
        written = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")  # as Kafka writes ids
        cluster = f"V{written[1:]}"  # one that begins with "-" would be taken for an option
        for broker in range(brokers):
            self._settings(broker).write_text(self._properties(broker, brokers), encoding="utf-8")
            command = ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self._settings(broker))]
            if self._secure:
                command += ["--add-scram", f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"]
            subprocess.run(self._java(*command), check=True, capture_output=True)

    def _properties(self, broker: int, brokers: int) -> str:
        copies, in_sync = min(brokers, 3), min(brokers, 2)
        client, controller, secure = self._ports[3 * broker : 3 * broker + 3]
        voters = ",".join(f"{one}@127.0.0.1:{self._ports[3 * one + 1]}" for one in range(brokers))
        return f"""
process.roles=broker,controller
node.id={broker}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{client}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={self._folder / f"data-{broker}"}
default.replication.factor={copies}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.cleaner.backoff.ms=200
{self._secure.properties(client, controller, secure) if self._secure else ""}
"""

    def _settings(self, broker: int) -> Path:
        return self._folder / f"{broker}.properties"

    def _java(self, *words: str) -> list[str]:
        options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
        return ["java", *options, "-cp", jars.class_path(self._lib), *words]


@functools.cache
def server() -> Kafka:
    """The single node of this test session; look at `jars.missing()` first."""
    return Kafka()
