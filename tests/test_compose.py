"""``docker-compose.yml`` and ``Dockerfile``: every command, module, option and variable exists."""

import importlib
import json
import re
import shlex

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands, load_command_class
from granian.cli import cli as granian_command

from tests.settings_names import ROOT, variables_read

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
# What the images of the engines and the compose file itself read.
ENGINE_VARIABLES = {"POSTGRES_PASSWORD"}
PYTHON_VARIABLES = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def instructions(word):
    return re.findall(rf"^ *{word} +(.+)$", DOCKERFILE, re.MULTILINE)


def image_command():
    *_, command = [line for line in instructions("CMD") if "granian" in line]
    return json.loads(command)


def resolve(command):
    """Fail unless the program, its subcommand, its options and its modules exist."""
    program, *rest = command
    if program == "python" and rest[0] == "manage.py":
        return resolve_management(rest[1], rest[2:])
    if program == "python" and rest[0] == "-c":
        return compile(rest[1], "compose", "exec")
    if program == "python":
        assert (ROOT / rest[0]).is_file(), rest[0]
        return compile((ROOT / rest[0]).read_text(), rest[0], "exec")
    if program == "celery":
        return resolve_celery(rest)
    if program == "granian":
        context = granian_command.make_context("granian", list(rest))
        module, _, name = context.params["app"].partition(":")
        return getattr(importlib.import_module(module), name)
    pytest.fail(f"nobody knows the program {program}")


def resolve_management(name, arguments):
    assert name in get_commands(), name
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("manage.py", name).parse_args(arguments)


def resolve_celery(arguments):
    flag, module, subcommand, *options = arguments
    assert flag == "-A"
    assert importlib.import_module(module).app.conf.beat_schedule
    known = {
        flag for parameter in celery_command.commands[subcommand].params for flag in parameter.opts
    }
    unknown = [option for option in options if option.startswith("-") and option not in known]
    assert not unknown, unknown


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_runs_exists(name):
    resolve(SERVICES[name].get("command") or image_command())


@pytest.mark.parametrize("name", OURS)
def test_how_a_service_is_checked_exists(name):
    check = SERVICES[name].get("healthcheck", {})
    if check.get("disable"):
        assert SERVICES[name]["restart"] == "no", "only what ends by itself goes unchecked"
        return
    *_, from_image = instructions("HEALTHCHECK")
    test = check.get("test") or ["CMD", *json.loads(from_image.partition("CMD")[2])]
    kind, *command = test
    assert kind == "CMD"
    resolve(command)


def test_a_wrong_option_or_command_would_be_seen():
    for wrong in (
        ["celery", "-A", "shop.celery", "worker", "--colour", "green"],
        ["granian", "--colour", "green", "shop.wsgi:application"],
        ["granian", "shop.wsgi:nothing"],
        ["python", "manage.py", "sing"],
        ["python", "manage.py", "migrate", "--sing"],
        ["python", "scripts/nothing"],
    ):
        with pytest.raises((Exception, SystemExit, AssertionError)):
            resolve(wrong)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_the_settings_read(name):
    assert set(SERVICES[name]["environment"]) <= variables_read()


def test_every_interpolated_variable_is_known():
    text = (ROOT / "docker-compose.yml").read_text()

    assert set(re.findall(r"\$\{(\w+)", text)) <= variables_read() | ENGINE_VARIABLES


def test_every_variable_of_the_image_is_known():
    names = {part.partition("=")[0] for line in instructions("ENV") for part in shlex.split(line)}

    assert names <= variables_read() | PYTHON_VARIABLES
    assert "SHELFWISE_DATA_DIR" in names


def test_services_wait_for_services_that_can_say_they_are_ready():
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"]


def test_volumes_are_declared():
    used = {
        volume.partition(":")[0] for one in SERVICES.values() for volume in one.get("volumes", [])
    }

    assert used == set(COMPOSE["volumes"])


def test_the_engines_are_there():
    assert {"web", "worker", "beat", "ingest"} <= set(OURS)
    assert {"postgres", "redis", "elasticsearch"} <= set(SERVICES)
    assert SERVICES["elasticsearch"]["profiles"] == ["search"]
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "redis", "elasticsearch"))


def test_what_the_image_copies_is_there():
    for line in instructions("COPY"):
        *sources, _ = [part for part in line.split() if not part.startswith("--")]
        if "--from" not in line:
            assert all((ROOT / source).exists() for source in sources)


def test_the_image_does_not_run_as_root():
    assert instructions("USER") == ["shelfwise"]
