"""What the package adds to a Jupyter server: answers that do not wait."""

import json
import tomllib
from pathlib import Path
from types import SimpleNamespace

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from lstm_teach import server

ROOT = Path(__file__).parents[1]


def loaded(connection):
    settings = {"kernel_websocket_connection_class": connection}
    server._load_jupyter_server_extension(
        SimpleNamespace(web_app=SimpleNamespace(settings=settings))
    )
    return settings["kernel_websocket_connection_class"]


def test_a_server_has_our_connection_unless_its_configuration_names_another():
    class Other(ZMQChannelsWebsocketConnection):
        pass

    assert loaded(ZMQChannelsWebsocketConnection) is server.PromptConnection
    assert loaded(Other) is Other


def test_the_connection_does_not_wait(monkeypatch):
    calls = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = server.PromptConnection.__new__(server.PromptConnection)
    monkeypatch.setattr(
        server.PromptConnection, "websocket_handler", SimpleNamespace(set_nodelay=calls.append)
    )
    assert connection.connect() == "connected"
    assert calls == [True]


def test_pip_puts_the_setting_where_servers_look_for_it():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [(folder, target)] = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"][
        "shared-data"
    ].items()
    assert target == "etc/jupyter/jupyter_server_config.d"
    [setting] = [json.loads(path.read_text()) for path in (ROOT / folder).iterdir()]
    [point] = server._jupyter_server_extension_points()
    assert setting == {"ServerApp": {"jpserver_extensions": {point["module"]: True}}}
    assert point["module"] == server.__name__


def test_a_real_lab_takes_it(lab_server):
    assert "lstm_teach.server | extension was successfully loaded" in lab_server.log.read_text()
