"""One setting of `make lab`: the server sends what a kernel says at once.

TCP holds a small message back until the one before is acknowledged, up to 40 ms. A slider whose
move the kernel computes waits for three small messages. Jupyter Server lets its configuration name
the class that connects browser and kernel (ServerApp.kernel_websocket_connection_class), and
Tornado documents `set_nodelay` for exactly this use.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter Server's own connection with TCP_NODELAY set."""

    def connect(self):
        """Connect as ever, on a socket that does not wait. Returns what the base class returns."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
