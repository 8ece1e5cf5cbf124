"""Prometheus' rules and Grafana's dashboard ask for metrics that exist, in queries that parse."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from vedette.monitor.metrics import TallyCollector
from vedette.monitor.tally import Tally

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = sorted((DEPLOY / "prometheus").glob("*.rules.yml"))
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/dashboards/vedette.json").read_text(encoding="utf-8"))
OF_FLINK = set((Path(__file__).parent / "flink_metrics.txt").read_text(encoding="utf-8").split("\n"))
needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (prometheus)")


def exposed() -> dict[str, set[str]]:
    """Every metric of a monitor, with its labels."""
    tally = Tally(datetime(2026, 1, 1, tzinfo=UTC))
    for counts in (tally.polls, tally.dead, tally.events, tally.deliveries, tally.troubles):
        counts["any"] += 1
    samples = [sample for family in TallyCollector(tally).collect() for sample in family.samples]
    return {sample.name: set(sample.labels) for sample in samples}


def rules() -> Iterator[dict[str, Any]]:
    for file in RULES:
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def queries() -> list[str]:
    asked = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    return [rule["expr"] for rule in rules()] + [query.replace("$__rate_interval", "1m") for query in asked]


def names(query: str) -> set[str]:
    """The metrics that a query asks for."""
    return set(re.findall(r"\b(?:vedette|flink)_\w+|\bup\b", promql_parser.parse(query).prettify()))


@pytest.mark.parametrize("query", queries())
def test_a_query_parses_and_asks_for_metrics_that_exist(query: str) -> None:
    assert names(query)
    assert names(query) <= exposed().keys() | OF_FLINK | {"up"}


@pytest.mark.parametrize("query", queries())
def test_a_query_groups_by_labels_that_its_metrics_have(query: str) -> None:
    labels = {"job", "instance"} | {label for name in names(query) for label in exposed().get(name, ())}
    groups = re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", query)
    assert {label.strip() for group in groups for label in group.split(",")} <= labels


def test_a_metric_that_does_not_exist_would_be_noticed() -> None:
    assert not names("rate(vedette_polls[5m])") <= exposed().keys()


def test_each_alert_says_what_is_wrong_and_what_to_do() -> None:
    alerts = [rule for rule in rules() if "alert" in rule]
    assert len(alerts) > 10
    assert all(rule["annotations"].keys() == {"summary", "do"} for rule in alerts)
    assert {rule["labels"]["severity"] for rule in alerts} == {"critical", "warning"}


def test_every_metric_of_a_monitor_is_shown_or_watched() -> None:
    assert exposed().keys() - {name for query in queries() for name in names(query)} == set()


def test_the_dashboard_has_a_description_for_each_figure_and_no_two_panels_in_one_place() -> None:
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    assert all(panel["description"] and panel["targets"] for panel in panels)
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_compose_scrapes_under_the_names_that_the_rules_look_for() -> None:
    config = yaml.safe_load((DEPLOY / "compose" / "prometheus.yml").read_text(encoding="utf-8"))
    assert {job["job_name"] for job in config["scrape_configs"]} == {"vedette", "flink"}
    source = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/prometheus.yaml").read_text(encoding="utf-8"))
    assert source["datasources"][0]["url"] == "http://prometheus:9090"


@needs_promtool
def test_promtool_takes_the_rules_and_their_situations_come_out_as_they_say() -> None:
    situations = RULES[0].with_name("vedette.test.yml")
    for words in (["check", "rules", *map(str, RULES)], ["test", "rules", str(situations)]):
        done = subprocess.run(["promtool", *words], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
