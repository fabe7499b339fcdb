"""What a web server loads: `service.wsgi:app`, with the settings of the environment."""

from kernel.cli import Desk
from service.site import create_app

app = create_app(Desk())
