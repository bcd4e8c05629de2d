"""One setting of the Jupyter server: it sends what a kernel says at once.

TCP holds a small message back until the one before is acknowledged, up to 40 ms. A slider whose
move the kernel computes waits for three small messages. Jupyter Server lets its configuration name
the class that connects browser and kernel (ServerApp.kernel_websocket_connection_class), and
Tornado documents `set_nodelay` for exactly this use.

Installing the package puts jupyter-config/lstm_teach.json where Jupyter Server looks for
extensions, so that every server of this environment has it, on Windows and on Binder too. To do
without: `jupyter server extension disable lstm_teach.server`.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter Server's own connection with TCP_NODELAY set."""

    def connect(self):
        """Connect as ever, on a socket that does not wait. Returns what the base class returns."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "lstm_teach.server"}]


def _load_jupyter_server_extension(server) -> None:
    """Take the place of Jupyter Server's own class, unless the configuration names another."""
    settings = server.web_app.settings  # each new connection looks here
    if settings["kernel_websocket_connection_class"] is ZMQChannelsWebsocketConnection:
        settings["kernel_websocket_connection_class"] = PromptConnection
